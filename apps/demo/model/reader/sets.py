"""Held-out evaluation sets: entities never seen in training, templates never seen where the setting says so."""

from .documents import read, user_turn
from .facts import REFUSAL, Teller
from .names import Names
from .relations import DOMAINS

# setting: passages, held-out statements, held-out questions, what is asked, how often names and facts are easily mistaken
SETTINGS = {
    "one-trained": (1, False, False, "told", 0),
    "one-new-questions": (1, False, True, "told", 0),
    "one-new-both": (1, True, True, "told", 0),
    "three-new-questions": (3, False, True, "told", 0),
    "unanswerable": (3, False, True, "untold", 0),
    "no-passage": (0, False, True, "told", 0),
    "three-mistakable": (3, False, True, "told", .6),
    "one-unanswerable": (1, False, True, "untold", 0),
}


def examples(setting, count, seed):
    """`count` examples over the three domains in turn: {domain, passages, question, answer, fact}."""
    passages, held_statements, held_questions, asked, near = SETTINGS[setting]
    teller = Teller(Names(seed, held=True), held_statements, held_questions)
    domains = [domain for domain in DOMAINS if domain != "general"]
    return [example(teller, domains[i % len(domains)], passages, asked, near) for i in range(count)]


def example(teller, domain, passages, asked, near):
    """One example. With three passages the two distractors mostly tell the same relation of like entities."""
    while True:
        reading = read(teller, passages or 1, alike=.7, near=near, rivals=near)
        if asked == "untold":
            entity, relation = teller.names.choice(reading.missing)
            answer = REFUSAL
        else:
            fact = teller.names.choice(reading.facts)
            entity, relation, answer = fact.entity, fact.relation, fact.answer()
        if entity.kind in DOMAINS[domain]:
            break
    texts = reading.texts if passages else []
    question = teller.question(entity, relation)
    return {"domain": domain, "passages": texts, "question": question, "answer": answer if passages else REFUSAL,
            "fact": answer}


def turns(one):
    """The conversation of an example, as the network is asked."""
    return [("user", user_turn(one["passages"], one["question"])), ("assistant", one["answer"])]
