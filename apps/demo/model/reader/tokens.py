"""The tokenizer (byte-level BPE, Qwen2's pre-tokenizer, single digits) and batches packed from conversations."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from .documents import conversations

CONTROL = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|pad|>"]
SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
         r"\s*[\r\n]+|\s+(?!\S)|\s+")
FILE = Path(__file__).parent / "tokenizer.json"
ROW = 256          # tokens of a packed row; a longer conversation loses its last questions


@dataclass(frozen=True)
class Emphasis:
    """Loss weights: the first token of an answer (a fact or a refusal?), the start of its value, all but answers."""
    decision: float
    value: float
    rest: float


# By stage. The last one leaves the language alone, which is learned by then, and sharpens what is left.
EMPHASIS = (Emphasis(2., 1., .15), Emphasis(2., 1., .15), Emphasis(4., 2., .03))


def train(vocabulary, count, seed):
    """A tokenizer trained on `count` generated conversations."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=CONTROL, show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    stream = conversations(seed, 1)
    tokenizer.train_from_iterator((text for _ in range(count) for _, text in next(stream)), trainer)
    return tokenizer


class Codec:
    """Encodes conversations; contents are never searched for control tokens."""

    def __init__(self, path=FILE):
        self.tokenizer = Tokenizer.from_file(str(path))
        self.control = {name.strip("<|>"): self.tokenizer.token_to_id(name) for name in CONTROL}
        self.size = self.tokenizer.get_vocab_size()

    def encode(self, turns, emphasis=EMPHASIS[0]):
        """(ids, weights): the answers' weights, 0 elsewhere."""
        ids, weights = [], []
        texts = self.tokenizer.encode_batch([text for _, text in turns], add_special_tokens=False)
        for (role, _), text in zip(turns, texts):
            weight = [1. if role == "assistant" else 0.] * (len(text.ids) + 1)
            if role == "assistant":
                weight[0] = emphasis.decision
                weight[2:4] = [emphasis.value] * 2
            ids += [self.control["assistant" if role == "given" else role], *text.ids, self.control["end"]]
            weights += [0., *weight]
        return ids, weights


def pack(codec, stream, rows, emphasis):
    """Endless lists of `rows` rows; a row is a list of (ids, weights) that together fit into ROW tokens."""
    batch = [[] for _ in range(rows)]
    room = [ROW] * rows
    skipped = 0
    while True:
        turns = next(stream)
        ids, weights = codec.encode(turns, emphasis)
        while len(ids) > ROW and len(turns) > 2:
            turns = turns[:-2]
            ids, weights = codec.encode(turns, emphasis)
        if len(ids) > ROW or not any(weights):
            continue
        fitting = [i for i in range(rows) if room[i] >= len(ids)]
        if not fitting:
            skipped += 1
            if skipped == 8:  # eight conversations in a row found no place: the batch is full
                yield batch
                batch, room, skipped = [[] for _ in range(rows)], [ROW] * rows, 0
            continue
        best = min(fitting, key=lambda i: room[i])
        batch[best].append((ids, weights))
        room[best] -= len(ids)
        skipped = 0


def chunk(codec, seed, stage, rows):
    """The batches of one chunk of training: a pure function of its arguments, so that training can resume there."""
    return pack(codec, conversations(seed, stage), rows, EMPHASIS[stage])
