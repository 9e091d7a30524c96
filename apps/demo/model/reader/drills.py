"""Drills: exams that only a name decides, which is where looking up begins, and the measure of it.

A reader that is trained on exams alone chooses between passages by relation and by kind of value, and goes on guessing
where only the name decides. Here nothing else does.
"""

from .documents import next_entity, user_turn
from .exams import Exam, ask
from .facts import REFUSAL, Teller
from .names import FIRST_NAMES, Names

# How a list gives a name its value, and how one asks a list; the shortest first, for looking up begins there.
LINKS = (" ", ": ", " - ", " has ", " gets ", " is ", " was given ", " comes with ", ", who asked for ",
         ", we hear, is ")
ASKED = ("{e}?", "{e}", "What of {e}?", "What is it for {e}?", "And {e}?", "What about {e}?", "{e}, please.",
         "Look up {e}.", "What does the list say about {e}?", "Which one is that of {e}?", "Tell me what {e} has.")
WHOSE = ("{v}?", "{v}", "Whose is {v}?", "Who has {v}?", "To whom belongs {v}?", "Which one has {v}?")
LISTED = ("time", "count", "weekday", "code", "money", "date", "room", "percent")


def drill(t, count=None, plain=None):
    """An exam that only the names decide: passages that tell one relation of like entities, each asked for.

    Half of the drills have names of one token, which are learned to be looked up first.
    """
    n, r = t.names, t.names.random
    t.new_document()
    kind, count, plain = t.kind_of(), count or r.randint(2, 6), n.chance(.5) if plain is None else plain
    words = r.sample(FIRST_NAMES, count + 1)
    entities = []
    for word in words:
        entities.append(t.entity(kind, word) if plain else next_entity(t, kind, entities))
    *told, stranger = entities
    relation = t.relation(told[0])
    facts = [t.fact(entity, relation) for entity in told]
    pairs = [(ask(t, fact.entity, relation), fact.answer()) for fact in facts]
    if n.chance(.5):
        pairs.append((ask(t, stranger, relation), REFUSAL))
    r.shuffle(pairs)
    return Exam([t.passage([fact], fillers=False) for fact in facts], pairs)


def listing(t, count=None, plain=None):
    """A drill of nothing but looking up: a list of names with a value each, in one passage or in many."""
    n, r = t.names, t.names.random
    t.new_document()
    count, plain = count or r.randint(3, 9), n.chance(.6) if plain is None else plain
    words = r.sample(FIRST_NAMES, count + 1) if plain else [n.word() for _ in range(count + 1)]
    kind, link = n.choice(LISTED), n.choice(LINKS[:3] if n.chance(.4) else LINKS)
    told = [(word, t.value(kind)) for word in words[:count]]
    lines = [f"{word}{link}{value}" for word, value in told]
    pairs = [(n.choice(ASKED[:2] if n.chance(.4) else ASKED).replace("{e}", word), f"It is {value}.")
             for word, value in told]
    if n.chance(.4):  # asked the other way round
        pairs += [(n.choice(WHOSE).replace("{v}", value), f"It is {word}.") for word, value in told]
    if n.chance(.3):
        pairs.append((n.choice(ASKED).replace("{e}", words[count]), REFUSAL))
    r.shuffle(pairs)
    return Exam(lines if n.chance(.3) else [". ".join(lines) + "."], pairs)


def lookups(make, count, examples, seed, plain=False):
    """Conversations that measure the looking up of names by itself; `make` is `drill` or `listing`."""
    t = Teller(Names(seed, held=True), held_questions=True)
    made = [make(t, count, plain) for _ in range(examples)]
    asked = [next(pair for pair in one.pairs if pair[1] != REFUSAL) for one in made]
    return [[("user", user_turn(one.texts, question)), ("assistant", answer)]
            for one, (question, answer) in zip(made, asked)]
