"""Packed exams and conversations as tensors, and teacher-forced exact match."""

import random
from dataclasses import dataclass, field

import torch
from torch.utils.data import IterableDataset

from .documents import conversation, user_turn
from .drills import drill, listing
from .exams import exam
from .facts import Teller
from .names import Names
from .tokens import ROW, TEXT, answer_weights

LEARNED = 128           # positions learned per row, at most
TRUNK = .2              # how many of a trunk's tokens are learned
TALK = (0., .08, .08)   # how many of the documents are conversations, by stage
LISTS = (.8, .2, .05)   # how many of the exams are lists
DRILLS = (.1, .4, .2)   # and how many are drills


@dataclass
class Document:
    """Tokens, the weight of learning each, and the branch of each: a branch sees itself and branch 0, the trunk."""
    tokens: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    branches: list = field(default_factory=list)

    def add(self, tokens, weights, branch):
        self.tokens += tokens
        self.weights += weights
        self.branches += [branch] * len(tokens)


def encode_exam(codec, one):
    """The passages are the trunk, every question with its answer a branch; as many as fit into a row."""
    document = Document()
    opening = user_turn(one.texts, "").removesuffix(" ")
    texts = [opening] + [text for question, answer in one.pairs for text in (" " + question, answer)]
    trunk, *parts = [e.ids for e in codec.tokenizer.encode_batch(texts, add_special_tokens=False)]
    trunk = [codec.control["user"], *trunk]
    document.add(trunk, [TEXT] * len(trunk), 0)
    for number, (question, answer) in enumerate(zip(parts[::2], parts[1::2]), 1):
        tokens = [*question, codec.control["end"], codec.control["assistant"], *answer, codec.control["end"]]
        if len(document.tokens) + len(tokens) > ROW:
            break
        learned = answer_weights(len(answer) + 1)
        document.add(tokens, [TEXT] * len(question) + [0.] * 2 + learned, number)
    return document


def encode_conversation(codec, turns):
    ids, weights = codec.encode(turns)
    while len(ids) > ROW and len(turns) > 2:
        turns = turns[:-2]
        ids, weights = codec.encode(turns)
    return Document(ids, weights, [0] * len(ids))


def documents(codec, seed, stage):
    """An endless stream of documents that fit into a row and teach something."""
    teller = Teller(Names(seed))
    while True:
        if TALK[stage] and teller.names.chance(TALK[stage]):
            document = encode_conversation(codec, conversation(teller, stage))
        else:
            form = teller.names.random.random() - LISTS[stage]
            made = listing if form < 0 else drill if form < DRILLS[stage] else exam
            document = encode_exam(codec, made(teller))
        if len(document.tokens) <= ROW and any(document.weights):
            yield document


def trimmed(document, room):
    """The document without the last branches that do not fit into `room`; None if not two are left."""
    last = document.branches[room]
    length = document.branches.index(last)
    if last < 3:
        return None
    return Document(document.tokens[:length], document.weights[:length], document.branches[:length])


def pack(stream, rows):
    """Endless lists of `rows` rows, each a list of documents that together fit into ROW tokens."""
    batch, room, skipped = [[] for _ in range(rows)], [ROW] * rows, 0
    while True:
        document = next(stream)
        if len(document.tokens) > max(room):
            document = trimmed(document, max(room))
        if not document:
            skipped += 1
            if skipped == 8:  # eight documents in a row found no place: the batch is full
                yield batch
                batch, room, skipped = [[] for _ in range(rows)], [ROW] * rows, 0
            continue
        best = min((i for i in range(rows) if room[i] >= len(document.tokens)), key=lambda i: room[i])
        batch[best].append(document)
        room[best] -= len(document.tokens)
        skipped = 0


def positions(branches):
    """A branch goes on where the trunk ends, as if it were the only one."""
    trunk = branches.count(0)
    found, seen = [], {}
    for branch in branches:
        found.append(seen.get(branch, trunk if branch else 0))
        seen[branch] = found[-1] + 1
    return found


def tensors(codec, batch, rng):
    """(ids, places, at, targets, weights) of a packed batch; shapes depend on nothing but its number of rows.

    places: (3, rows, ROW), the document, branch and position of each token. `at` indexes the flattened positions whose
    next tokens are learned.
    """
    ids = torch.full((len(batch), ROW), codec.control["pad"])
    places = torch.zeros((3, len(batch), ROW), dtype=torch.long)
    learned = []
    for row, documents_ in enumerate(batch):
        start = 0
        for number, one in enumerate(documents_, 1):
            end = start + len(one.tokens)
            ids[row, start:end] = torch.tensor(one.tokens)
            places[:, row, start:end] = torch.tensor([[number] * len(one.tokens), one.branches,
                                                      positions(one.branches)])
            learned += [(row * ROW + start + i - 1, one.tokens[i], one.weights[i])
                        for i in range(1, len(one.tokens))
                        if one.weights[i] and (one.branches[i] or one.weights[i] >= 1 or rng.random() < TRUNK)]
            start = end
    rng.shuffle(learned)
    learned = learned[:LEARNED * len(batch)]
    learned += [(0, 0, 0.)] * (LEARNED * len(batch) - len(learned))
    at, targets, weights = zip(*learned)
    return ids, places, torch.tensor(at), torch.tensor(targets), torch.tensor(weights)


@dataclass
class Chunk(IterableDataset):
    """The batches of one chunk of training: a pure function of its fields, so that training can resume there."""
    codec: object
    seed: int
    stage: int
    rows: int

    def __iter__(self):
        rng = random.Random(self.seed)
        for batch in pack(documents(self.codec, self.seed, self.stage), self.rows):
            yield tensors(self.codec, batch, rng)


@torch.no_grad()
def exact(model, codec, conversations, size=25):
    """For each conversation: would greedy decoding give every answer exactly? One pass, equal to decoding."""
    encoded, verdicts = [codec.encode(turns) for turns in conversations], []
    for start in range(0, len(encoded), size):
        part = encoded[start:start + size]
        length = max(len(ids) for ids, _ in part)
        ids = torch.full((len(part), length), codec.control["pad"])
        places = torch.zeros((3, len(part), length), dtype=torch.long)
        places[2] = torch.arange(length)
        for row, (tokens, _) in enumerate(part):
            ids[row, :len(tokens)] = torch.tensor(tokens)
            places[0, row, :len(tokens)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            best = model.logits(model.hidden(ids, places)).argmax(-1)
        for row, (tokens, weights) in enumerate(part):
            verdicts.append(all(best[row, i - 1] == tokens[i] for i in range(1, len(tokens)) if weights[i]))
    return verdicts
