"""Facts about invented entities, and how a passage tells them and a user asks for them."""

from dataclasses import dataclass, field

from . import values
from .relations import DOMAINS, KINDS, ORGANISATIONS, RELATIONS, draw_attribute, draw_open
from .names import NOUNS

REFUSAL = "I do not know."
LEADS = ("Note that ", "As the list shows, ", "In fact, ", "Today, ", "According to the notice, ", "We know that ",
         "Please note: ", "As of this year, ", "On the web page you can read that ", "By the way, ", "Since last year, ")
LOWERABLE = ("The", "It", "At", "A", "As", "In", "On", "For", "To", "Each", "There", "Patients", "Customers", "Students",
             "Visitors")
FILLERS = (
    "The walls are painted white.", "Many people know it.", "The staff are friendly.", "It rains there often.",
    "Nobody knows why.", "The garden is quiet.", "A new report will come soon.", "People like it.",
    "This has not changed for years.", "The news was well received.", "It is well known in the region.",
    "More details will follow.", "The rules are simple.", "It has a good name.", "The work goes on.",
    "There are plans for a new building.", "Guests are welcome.", "The town is proud of it.",
    "Some would like to see this changed.", "The local paper wrote about it.")


@dataclass
class Entity:
    """Something that facts are about; `taken` are the keys of relations already told of it."""
    name: str
    word: str
    kind: str
    taken: list = field(default_factory=list)


@dataclass
class Fact:
    entity: Entity
    relation: object
    value: str

    def answer(self):
        return f"It is {self.value}."


def capital(text):
    return text[:1].upper() + text[1:]


class Teller:
    """Draws facts and words them, with held-out templates where asked."""

    def __init__(self, names, held_statements=False, held_questions=False):
        self.names = names
        self.held_statements = held_statements
        self.held_questions = held_questions
        self.used_values = set()

    def new_document(self):
        self.used_values = set()

    def entity(self, kind, word=None):
        name, word = self.names.entity(kind, word)
        return Entity(name, word, kind)

    def relation(self, entity, wanted=None):
        """A relation that the entity does not have yet, if possible one whose values are of the kind `wanted`."""
        n, form = self.names, self.names.random.random()
        if form < .6:
            free = [r for r in RELATIONS[entity.kind] if r.key not in entity.taken]
            alike = [r for r in free if r.value_kind == wanted]
            if alike or (free and not wanted):
                return n.choice(alike or free)
        return (draw_attribute if form < .82 else draw_open)(n, entity.taken, wanted)

    def value(self, kind):
        while True:
            value = values.DRAW[kind](self.names)
            if value not in self.used_values:
                self.used_values.add(value)
                return value

    def fact(self, entity, relation=None):
        relation = relation or self.relation(entity)
        entity.taken.append(relation.key)
        return Fact(entity, relation, self.value(relation.value_kind))

    def statement(self, fact, by_name=True):
        """One sentence. Not by name: "it", "the clinic", for an entity that the passage has named before."""
        n, value = self.names, fact.value
        lower = value[0].islower()
        template = fact.relation.draw_statement(
            n, self.held_statements, lambda t: not (lower and t.startswith("{v}")))
        subject = fact.entity.name
        if not by_name:
            short = template.startswith("{e} ") and fact.entity.kind != "doctor" and n.chance(.6)
            subject = "it" if short else "the " + NOUNS[fact.entity.kind]
        elif template.startswith("{e} ") and fact.entity.kind in ORGANISATIONS and n.chance(.08):
            template = "{e}, " + self._aside(fact.entity) + "," + template[3:]
        text = capital(template.replace("{e}", subject).replace("{v}", value))
        if n.chance(.1):
            first = text.split(" ")[0]
            text = n.choice(LEADS) + (text[0].lower() + text[1:] if first in LOWERABLE else text)
        return text

    def _aside(self, entity):
        n = self.names
        return n.choice((f"a small {NOUNS[entity.kind]} in {n.word()}", f"once called {n.word()}",
                         f"not far from {n.word()}", "well known in the region"))

    def passage(self, facts, fillers=True):
        """The facts of one passage as running text; facts about one entity may share a sentence."""
        n, sentences, named = self.names, [], set()
        for fact in facts:
            by_name = fact.entity.name not in named or n.chance(.5)
            text = self.statement(fact, by_name)
            named.add(fact.entity.name)
            if sentences and not by_name and text.startswith("It ") and n.chance(.3):
                sentences[-1] = sentences[-1][:-1] + n.choice((", and ", "; ")) + text[0].lower() + text[1:]
            else:
                sentences.append(text)
        if fillers and n.chance(.2):
            sentences.insert(n.random.randint(1, len(sentences)), n.choice(FILLERS))
        return " ".join(sentences)

    def question(self, entity, relation):
        text = relation.draw_question(self.names, self.held_questions).replace("{e}", entity.name)
        return capital(text) if self.held_questions or self.names.chance(.7) else text

    def kind_of(self, domain=None):
        return self.names.choice(DOMAINS[domain] if domain else KINDS)
