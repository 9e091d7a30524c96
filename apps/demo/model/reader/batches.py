"""Packed conversations as tensors, and teacher-forced exact match."""

import random

import torch

from .tokens import EMPHASIS, ROW, chunk

LEARNED = 960        # positions of a batch whose next token is learned: all answers, then a sample of the rest


def tensors(codec, batch, rng, rest_weight):
    """(ids, segments, at, targets, weights) of a packed batch; shapes depend on nothing but its number of rows."""
    ids = torch.full((len(batch), ROW), codec.control["pad"])
    segments = torch.zeros((len(batch), ROW), dtype=torch.long)
    answers, rest = [], []
    for row, documents in enumerate(batch):
        at = 0
        for number, (tokens, weights) in enumerate(documents, 1):
            ids[row, at:at + len(tokens)] = torch.tensor(tokens)
            segments[row, at:at + len(tokens)] = number
            for i in range(1, len(tokens)):
                (answers if weights[i] else rest).append((row * ROW + at + i - 1, tokens[i], weights[i] or rest_weight))
            at += len(tokens)
    rng.shuffle(answers)
    learned = answers[:LEARNED]
    learned += rng.sample(rest, LEARNED - len(learned))
    at, targets, weights = zip(*learned)
    return ids, segments, torch.tensor(at), torch.tensor(targets), torch.tensor(weights)


def chunk_tensors(codec, seed, stage, rows):
    rng = random.Random(seed)
    for batch in chunk(codec, seed, stage, rows):
        yield tensors(codec, batch, rng, EMPHASIS[stage].rest)


@torch.no_grad()
def exact(model, codec, conversations, size=25):
    """For each conversation: would greedy decoding give every answer exactly? One pass, equal to decoding."""
    encoded, verdicts = [codec.encode(turns) for turns in conversations], []
    for start in range(0, len(encoded), size):
        part = encoded[start:start + size]
        length = max(len(ids) for ids, _ in part)
        ids = torch.full((len(part), length), codec.control["pad"])
        segments = torch.zeros((len(part), length), dtype=torch.long)
        for row, (tokens, _) in enumerate(part):
            ids[row, :len(tokens)] = torch.tensor(tokens)
            segments[row, :len(tokens)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            best = model.logits(model.hidden(ids, segments)).argmax(-1)
        for row, (tokens, weights) in enumerate(part):
            verdicts.append(all(best[row, i - 1] == tokens[i] for i in range(1, len(tokens)) if weights[i]))
    return verdicts
