"""Training conversations: passages, questions about them, refusals, a little small talk.

A conversation is a list of (role, text); role "given" is an assistant turn that is shown but not learned.
"""

from dataclasses import dataclass

from .facts import REFUSAL, Teller
from .names import Names
from .relations import KINDS, RELATIONS

SYSTEM = ("Answer from the passages.", "You are a helpful assistant.", "Use only the passages.", "You answer questions.",
          "Answer the question from the passages. If the answer is not there, say that you do not know.",
          "You are a helpful assistant. Answer briefly.")
OPENERS = ("Please tell me: ", "Quick question: ", "According to the passage, ", "According to the passages, ", "Hi, ",
           "Hello! ", "I would like to know: ", "Please answer: ", "So, ", "And ", "Now, ", "Based on the text, ",
           "Excuse me, ", "From the text above: ")
SHORTER = (("What is", "What's"), ("Who is", "Who's"), ("When is", "When's"), ("Where is", "Where's"))
TALK = (
    (("Hi", "Hello", "Hey", "Good morning", "Good evening", "Hello there", "Greetings"),
     "Hello! Ask me about the passages that I am given."),
    (("Who are you?", "What are you?", "What is your name?", "Tell me about yourself.", "Are you human?"),
     "I am a small demo model. I answer questions from passages."),
    (("What can you do?", "How can you help me?", "What do you do?", "How do you work?", "Can you help me?", "Help"),
     "I read short passages and answer questions about them."),
    (("Thanks", "Thank you", "Thanks a lot", "Great, thanks", "Thank you for your help"), "You are welcome."),
    (("Bye", "Goodbye", "See you", "Good night", "See you later"), "Goodbye!"),
    (("Tell me a joke", "Write a poem", "Write some code", "Sing a song", "What is the meaning of life?",
      "What is the weather?", "Translate this to French", "What is 2 plus 2?", "Tell me a story"), REFUSAL))


REFUSALS = {1: .16, 2: .32}  # by stage: how often a question that the passages do not answer is asked


@dataclass
class Reading:
    """Passages, the facts they tell, and pairs (entity, relation) that they do not tell."""
    texts: list
    facts: list
    missing: list


def bare(name):
    return name.removeprefix("the ").lower()


NEAR = .1    # how often an entity's name differs from another's by a letter or two, or is the same word
RIVALS = .35  # how often all facts of an entity have values of one kind, so that only the words tell them apart


def next_entity(t, kind, others, near=NEAR):
    """An entity of `kind` that is not among `others`."""
    while True:
        word = None
        if others and t.names.chance(near):
            other = t.names.choice(others)
            word = other.word if other.kind != kind and t.names.chance(.5) else t.names.neighbour(other.word)
        entity = t.entity(kind, word)
        if all(bare(entity.name) != bare(other.name) for other in others):
            return entity


def read(t, count, one_fact=False, alike=.5, fillers=True, near=NEAR, rivals=RIVALS):
    """`count` passages. `alike` is the chance that all tell the same relations of entities of one kind.

    `near` is how often names resemble each other, `rivals` how often the facts of an entity have values of one kind.
    """
    r, n = t.names.random, t.names
    t.new_document()
    same, rivals, kind = n.chance(alike), n.chance(rivals), t.kind_of()
    entities, passages, shared = [], [], []
    for _ in range(count):
        if entities and not same and n.chance(.12):
            entity = n.choice(entities)
        else:
            entity = next_entity(t, kind if same or n.chance(.3) else t.kind_of(), entities, near)
            entities.append(entity)
        wanted = 1 if one_fact else r.choice((1, 2, 2, 3, 3, 4) if count < 3 else (1, 2, 2, 3))
        facts = [t.fact(entity, relation) for relation in shared
                 if same and n.chance(.75) and relation.key not in entity.taken][:wanted]
        while len(facts) < wanted:
            rival = facts[0].relation.value_kind if facts and rivals else None
            facts.append(t.fact(entity, t.relation(entity, rival)))
        r.shuffle(facts)
        shared = shared or [fact.relation for fact in facts]
        passages.append(facts)
    facts = [fact for passage in passages for fact in passage]
    return Reading([t.passage(passage, fillers) for passage in passages], facts, untold(t, entities, facts, near))


def untold(t, entities, facts, near):
    """Questions that the passages do not answer: another relation of an entity, an entity that is not there."""
    missing = [(entity, t.relation(entity)) for entity in entities]
    rival = t.names.choice(facts)
    missing.append((rival.entity, t.relation(rival.entity, rival.relation.value_kind)))
    known = t.names.choice(facts)
    stranger = next_entity(t, known.entity.kind, entities, near)
    missing += [(stranger, known.relation)] * 2
    other = t.names.choice(facts)
    free = [fact.relation for fact in facts if fact.relation.key not in other.entity.taken and (
        fact.relation.generic or fact.relation in RELATIONS[other.entity.kind])]
    if free:
        missing.append((other.entity, t.names.choice(free)))
    return missing


def casual(n, question):
    """The question as people type it: an opener, no question mark, no capitals."""
    form = n.random.random()
    if n.chance(.1):
        for long, short in SHORTER:
            question = question.replace(long, short)
    if form < .16:
        opener = n.choice(OPENERS)
        return opener + (question[0].lower() + question[1:] if opener[-2] in ",d" else question)
    if form < .22:
        return question.rstrip("?.")
    if form < .25:
        return question + n.choice((" Thanks.", " Please.", " Thank you."))
    if form < .30:
        return (question[0].lower() + question[1:]).rstrip("?.")
    return question.lower() if form < .32 else question


def user_turn(texts, question):
    """The canonical last user turn; README.md states it byte for byte."""
    if not texts:
        return question
    listed = "\n".join(f"[{i}] {text}" for i, text in enumerate(texts, 1))
    return f"Passages:\n{listed}\n\nQuestion: {question}"


def small_talk(n):
    turns = []
    for _ in range(n.random.randint(1, 3)):
        asked, answer = n.choice(TALK)
        question = n.choice(asked)
        turns += [("user", question.rstrip("?.") if n.chance(.3) else question), ("assistant", answer)]
    return turns


def conversation(t, stage):
    """One training conversation. Stage 2 refuses more; stage 0 has none (`batches.py`)."""
    n, r = t.names, t.names.random
    form = r.random()
    if form < .02:
        return small_talk(n)
    turns = [("system", n.choice(SYSTEM))] if n.chance(.1) else []
    if form < .05:
        entity = t.entity(t.kind_of())
        for _ in range(r.randint(1, 3)):
            turns += [("user", casual(n, t.question(entity, t.relation(entity)))), ("assistant", REFUSAL)]
        return turns
    if n.chance(.42):
        reading = read(t, r.choice((2, 3, 3, 3, 4, 5)), one_fact=True)
    else:
        reading = read(t, r.choice((1, 1, 1, 2, 2, 3, 3, 3, 4)))
    if n.chance(.04):
        past = t.entity(t.kind_of())
        turns += [("user", t.question(past, t.relation(past))), ("given", f"It is {t.value('money')}.")]
    asked = r.sample(reading.facts, min(len(reading.facts), r.choice((2, 3, 4, 5, 6))))
    pairs = [(casual(n, t.question(fact.entity, fact.relation)), fact.answer()) for fact in asked]
    for entity, relation in reading.missing:
        if n.chance(REFUSALS[stage]):
            pairs.insert(r.randint(0, len(pairs)), (casual(n, t.question(entity, relation)), REFUSAL))
    seen = set()
    pairs = [pair for pair in pairs if not (pair[0] in seen or seen.add(pair[0]))]
    for i, (question, answer) in enumerate(pairs):
        turns += [("user", user_turn(reading.texts, question) if i == 0 else question), ("assistant", answer)]
    return turns


def conversations(seed, stage):
    """An endless stream of training conversations."""
    teller = Teller(Names(seed))
    while True:
        yield conversation(teller, stage)


def render(turns):
    """The text of a conversation as the chat template gives it."""
    return "".join(f"<|{'assistant' if role == 'given' else role}|>{text}<|end|>" for role, text in turns)


assert set(RELATIONS) == set(KINDS)
