"""Exams: passages with many questions, each asked as if it were the only one.

An exam trains what the network asks: every question follows the passages directly, in the canonical user turn. The
questions share the passages' tokens (`batches.py` hides them from each other), which makes an answer several times
cheaper than in a conversation of its own.
"""

from dataclasses import dataclass

from .documents import casual, read
from .facts import REFUSAL

# Words that may stand for each other in a question; the generator's templates alone would teach one word for a thing.
SYNONYMS = [words.split("|") for words in (
    "cost|price|charge", "start|begin", "starts|begins", "end|finish|stop", "ends|finishes|stops", "phone|telephone",
    "length|duration", "sum|amount", "leads|heads|runs", "leader|head|chief", "get|receive", "clients|customers",
    "firm|company|business", "makes|produces|manufactures", "large|big", "illness|disease|condition", "staff|personnel",
    "people|persons", "medicine|drug", "number|total", "needed|required|necessary", "works|serves",
    "located|situated|based", "yearly|annual", "monthly|each month", "teaches|instructs", "pupils|students",
    "borrowers|debtors", "closes|shuts", "found|discovered", "allowed|permitted",
    "longest|maximum", "least|smallest|minimum", "sells|offers", "pay|spend")]
OTHERS = {word: [other for other in words if other != word] for words in SYNONYMS for word in words}
DROPPED = {"the", "a", "an", "is", "of", "at", "for", "does", "do", "me", "to", "in", "are", "can", "I"}


@dataclass
class Exam:
    texts: list  # the passages
    pairs: list  # (question, answer)


def loosen(n, question, entity):
    """The question in looser words: synonyms, or without some small words. The entity's name stays as it is."""
    form = n.random.random()
    if form > .24 or question.count(entity) != 1:
        return question
    words = question.replace(entity, "{e}").split(" ")
    if form < .16:
        words = [n.choice(OTHERS[word]) if word in OTHERS and n.chance(.6) else word for word in words]
    else:
        words = [word for word in words if word not in DROPPED or n.chance(.5)]
    return " ".join(words).replace("{e}", entity)


def ask(t, entity, relation):
    return casual(t.names, loosen(t.names, t.question(entity, relation), entity.name))


def exam(t):
    """One exam: mostly one passage with several facts, or three that are easily taken for each other."""
    n, r = t.names, t.names.random
    count = r.choice((1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 4))
    reading = read(t, count, one_fact=count > 1 and n.chance(.3), alike=.65)
    pairs = [(ask(t, fact.entity, fact.relation), fact.answer()) for fact in reading.facts for _ in range(
        2 if len(reading.facts) < 3 else 1)]
    refused = [one for one in reading.missing if n.chance(.34 if count > 1 else .15)]
    pairs += [(ask(t, entity, relation), REFUSAL) for entity, relation in refused]
    r.shuffle(pairs)
    return Exam(reading.texts, pairs)
