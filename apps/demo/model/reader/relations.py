"""What can be said and asked: hand-written relations from `relations/*.txt` and generic "modifier noun" attributes.

A relation in a text file is up to four lines, alternatives parted by " | ", "~" before what training never sees:

    [kind] key value-kind
    np noun phrases            (each also gives the frames below: "The {np} of {e} is {v}.")
    s statements               ({e} entity, {v} value)
    q questions
"""

from dataclasses import dataclass, field
from pathlib import Path

from . import open_relations

STATEMENT_FRAMES = [
    "The {a} at {e} is {v}.", "The {a} of {e} is {v}.", "{e} has a {a} of {v}.", "For {e}, the {a} is {v}.",
    "At {e}, the {a} is {v}.", "{e} sets the {a} at {v}.", "{v} is the {a} of {e}.", "The {a} for {e} is {v}.",
    "{e} lists its {a} as {v}.", "{e} announced that its {a} is {v}.", "{e} gives {v} as its {a}.",
    "As for the {a} of {e}, it is {v}.", "The {a} of {e}: {v}.", "{e} names {v} as its {a}.", "{e}'s {a} is {v}.",
    "{e} works with a {a} of {v}.", "The current {a} of {e} is {v}.", "{e} has fixed its {a}: {v}.",
    "According to {e}, its {a} is {v}.", "The {a} of {e} was last given as {v}.", "{e} keeps {v} as its {a}.",
    "Anyone who asks {e} for its {a} is told {v}.", "{e} and its {a}: {v}.", "At present, {e} has {v} as its {a}.",
    "~The {a} that {e} uses is {v}.", "~{e} reports a {a} of {v}.", "~With {e}, the {a} comes to {v}."]
NEUTRAL_STATEMENTS = ["The {a} of {e} is {v}.", "For {e}, the {a} is {v}.", "{v} is the {a} of {e}.",
                      "The {a} for {e} is {v}.", "As for the {a} of {e}, it is {v}.", "The {a} of {e}: {v}.", "{e}'s {a} is {v}.",
                      "The current {a} of {e} is {v}.", "The {a} of {e} is known to be {v}.",
                      "According to {e}, its {a} is {v}.", "{v}: that is the {a} of {e}.",
                      "~Its {a} makes {e} known: {v}.", "~The {a} that belongs to {e} is {v}."]
QUESTION_FRAMES = [
    "What is the {a} of {e}?", "What is the {a} at {e}?", "What {a} does {e} have?", "Tell me the {a} of {e}.",
    "What is the {a} for {e}?", "Which {a} does {e} have?", "Give me the {a} at {e}.", "I need the {a} of {e}.",
    "{e}: what is the {a}?", "Do you know the {a} of {e}?", "What is {e}'s {a}?", "what's the {a} at {e}?",
    "what's the {a} of {e}?", "what about the {a} at {e}?", "{a} of {e}?", "{e} {a}?", "and the {a} at {e}?",
    "tell me about the {a} at {e}", "can you find the {a} of {e}?", "what {a} do they have at {e}?",
    "what does the text say about the {a} of {e}?", "I am looking for the {a} at {e}.", "show me the {a} for {e}",
    "{e} has which {a}?", "I wonder what the {a} of {e} is.", "Name the {a} of {e}.", "The {a} of {e}, please.",
    "What can you tell me about the {a} of {e}?", "Find the {a} for {e}.", "What would be the {a} at {e}?",
    "Which {a} belongs to {e}?", "What does {e} name as its {a}?", "{e} - {a}?",
    "In the case of {e}, what is the {a}?", "I would like to know the {a} of {e}.", "Could you tell me the {a} of {e}?",
    "What is given as the {a} of {e}?", "With which {a} does {e} work?", "What has {e} fixed as its {a}?",
    "With {e}, what is the {a}?", "What {a} is named for {e}?", "The {a} at {e} is what?", "{e} has what as its {a}?",
    "Please say what the {a} of {e} is.", "Can anyone tell me the {a} for {e}?", "What did {e} announce as its {a}?",
    "Of {e}, I want to know the {a}.", "On the {a} of {e}, what is known?", "By what {a} does {e} go?",
    "Which {a} is in use at {e}?", "If I ask {e} for the {a}, what will I hear?", "Is there anything on the {a} of {e}?",
    "What do we read about the {a} of {e}?", "Whoever deals with {e} meets which {a}?", "regarding {e}, the {a}?",
    "As to the {a} of {e}, what holds?", "What stands next to {a} for {e}?", "{a}, {e}?", "my question is the {a} of {e}",
    "~At {e}, what is the {a}?", "~Could you look up the {a} for {e}?", "~For {e}, which {a} is listed?"]
TYPED_QUESTIONS = {
    "money": ["How much is the {a} of {e}?", "How high is the {a} at {e}?", "how much do I pay for the {a} at {e}?",
              "To how much does the {a} of {e} come?", "What sum is the {a} at {e}?"],
    "bigmoney": ["How much is the {a} of {e}?", "How high is the {a} of {e}?", "What sum is the {a} of {e}?"],
    "count": ["How large is the {a} of {e}?", "What number is the {a} of {e}?", "To how much does the {a} of {e} come?"],
    "percent": ["How high is the {a} of {e}?", "how many percent is the {a} at {e}?"],
    "duration": ["How long is the {a} of {e}?", "how many days or weeks is the {a} at {e}?", "For how long is the {a} at {e}?",
                 "How much time does the {a} of {e} take?"],
    "date": ["When is the {a} of {e}?", "On what day is the {a} of {e}?", "when's the {a} at {e}?", "For which day is the {a} of {e} set?",
             "Which date is the {a} at {e}?"],
    "weekday": ["When is the {a} of {e}?", "On what day is the {a} of {e}?"],
    "time": ["When is the {a} at {e}?", "when's the {a} of {e}?", "At what hour is the {a} of {e}?", "For what time is the {a} at {e} set?"],
    "person": ["Who is the {a} of {e}?", "Who is the {a} at {e}?", "who works as {a} at {e}?",
               "Which person is the {a} of {e}?", "By what name does the {a} of {e} go?", "Whom does {e} have as its {a}?",
               "{e} has whom as its {a}?", "Whom did {e} make its {a}?", "Whom do I ask for as the {a} at {e}?"],
    "room": ["Where is the {a} of {e}?", "where's the {a} at {e}?"],
    "place": ["Where is the {a} of {e}?", "where's the {a} at {e}?", "In what place is the {a} of {e}?"]}

MODIFIERS = (
    "parking service entrance late library visitor annual weekly daily monthly evening summer winter security health "
    "safety training meeting lunch sports travel research student staff family guest night weekend early private "
    "public online card paper first second final minimum maximum average total standard special basic premium extra "
    "local national house garden water energy heating cleaning delivery repair laundry locker key print laboratory "
    "equipment uniform book membership registration renewal cancellation refund credit savings pension tax insurance "
    "dental eye blood heart vaccine surgery therapy nursing ambulance new old spare main side north south big small "
    "green red blue holiday morning kitchen music art language science computer phone data video radio bicycle boat "
    "truck road bridge window door roof gift coffee tea bread fruit").split()
ATTRIBUTE_NOUNS = {
    "money": "fee price cost charge fine budget deposit payment bonus salary rent grant allowance subsidy tariff wage",
    "count": "limit quota capacity number score target size stock count level", "percent": "rate share margin increase",
    "duration": "period time length delay break visit", "date": "date deadline day opening inspection",
    "time": "hour start call tour", "code": "code password label tag serial",
    "person": "manager officer contact coordinator secretary inspector teacher nurse guard supervisor cook driver clerk",
    "room": "room office hall store desk", "name": "name system program brand supplier partner model",
    "place": "place site town district base"}
ATTRIBUTES = [(kind, noun) for kind, nouns in ATTRIBUTE_NOUNS.items() for noun in nouns.split()]
DOMAINS = {"healthcare": ("clinic", "drug", "doctor", "trial"), "education": ("school", "course", "grant"),
           "finance": ("account", "fund", "bank", "policy", "loan"), "general": ("shop", "town", "event", "device")}
ORGANISATIONS = ("clinic", "school", "bank", "shop")
KINDS = [kind for kinds in DOMAINS.values() for kind in kinds]


@dataclass
class Relation:
    """One thing that can be true of an entity, with every way to say it and to ask for it."""
    key: str
    value_kind: str
    statements: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    phrases: list = field(default_factory=list)
    generic: bool = False

    def draw_statement(self, n, held, fits):
        """A statement template; a held-out one if asked for. `fits` rejects templates for a given value."""
        framed = self.generic or (self.phrases and not held and n.chance(.22))
        if framed:
            phrase = n.choice(self.phrases)
            frames = STATEMENT_FRAMES if self.generic else NEUTRAL_STATEMENTS
            pool = [frame.replace("{a}", phrase) for frame in select(frames, held)]
        else:
            pool = select(self.statements, held)
        return n.choice([template for template in pool if fits(template)])

    def draw_question(self, n, held):
        framed = self.generic or (self.phrases and not held and n.chance(.25))
        if not framed:
            return n.choice(select(self.questions, held))
        frames = select(QUESTION_FRAMES, held)
        typed = TYPED_QUESTIONS.get(self.value_kind)
        frame = n.choice(typed) if typed and not held and n.chance(.3) else n.choice(frames)
        return frame.replace("{a}", n.choice(self.phrases))


def select(templates, held):
    """The templates of training, or the ones that training never sees (without their mark)."""
    return [t[1:] if held else t for t in templates if t.startswith("~") == held]


def load(folder):
    """{entity kind: [Relation]} from the text files of `folder`."""
    table = {kind: [] for kind in KINDS}
    for path in sorted(Path(folder).glob("*.txt")):
        for block in path.read_text().strip().split("\n\n"):
            head, *lines = block.split("\n")
            kind, key, value_kind = head.split(" ")
            parts = {line.split(" ", 1)[0]: line.split(" ", 1)[1].split(" | ") for line in lines}
            relation = Relation(key, value_kind, parts["s"], parts["q"], parts.get("np", []))
            for one in ORGANISATIONS if kind == "[org]" else [kind[1:-1]]:
                table[one].append(relation)
    return table


RELATIONS = load(Path(__file__).parent / "relations")
RESERVED = {phrase for relations in RELATIONS.values() for relation in relations for phrase in relation.phrases}


def draw_attribute(n, taken, wanted=None):
    """A generic relation such as "parking fee"; half of those after the first share a word with one before.

    `wanted` is the value kind it should have, if there are such attributes.
    """
    value_kind, noun = n.choice([x for x in ATTRIBUTES if x[0] == wanted] or ATTRIBUTES)
    modifier = n.choice(MODIFIERS) if n.chance(.75) else n.word().lower()
    earlier = [key for key in taken if " " in key]
    if earlier and not wanted and n.chance(.4):
        shared = n.choice(earlier).split(" ")
        if n.chance(.5):
            value_kind, noun = next((x for x in ATTRIBUTES if x[1] == shared[-1]), (value_kind, noun))
        else:
            modifier = shared[0]
    name = f"{modifier} {noun}"
    if name in taken or name in RESERVED:
        return draw_attribute(n, [], wanted)
    return Relation(name, value_kind, phrases=[name], generic=True)


def draw_open(n, taken, wanted=None):
    """An open relation, which has a verb and a noun that no hand-written one needs to know."""
    return Relation(*open_relations.draw(n, taken, wanted))
