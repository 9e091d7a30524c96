"""The tokenizer: byte-level BPE with Llama 3's pre-tokenizer, and every run of up to three digits one token.

A number of single digits is hard to copy: each digit stands in half the other numbers, and looking for what follows a
digit finds them too.
"""

from itertools import chain
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from .documents import conversations

CONTROL = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|pad|>"]
SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
         r"\s*[\r\n]+|\s+(?!\S)|\s+")
FILE = Path(__file__).parent / "tokenizer.json"
NUMBERS = 2000     # how often each number of two or three digits is told to the tokenizer besides
ROW = 320          # tokens of a packed row; a longer conversation loses its last questions


# Loss weights: of an answer's first token (a fact or a refusal?), the start of its value, its other tokens, and of
# passages and questions, for to foretell a name that was told before is how looking up begins.
DECISION, VALUE, OTHER, TEXT = 3., 1.5, 1., .12


def numbers():
    return [f"{number:0{digits}}" for digits in (2, 3) for number in range(10 ** digits)]


def train(vocabulary, count, seed):
    """A tokenizer trained on `count` generated conversations."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=CONTROL, show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    stream = conversations(seed, 1)
    texts = (text for _ in range(count) for _, text in next(stream))
    tokenizer.train_from_iterator(chain(texts, numbers() * NUMBERS), trainer)
    return tokenizer


def answer_weights(length):
    """The weights of an answer's tokens, its end included; they begin "It", " is", or refuse."""
    return [DECISION, OTHER, VALUE, VALUE, *[OTHER] * length][:length]


class Codec:
    """Encodes conversations; contents are never searched for control tokens."""

    def __init__(self, path=FILE):
        self.tokenizer = Tokenizer.from_file(str(path))
        self.control = {name.strip("<|>"): self.tokenizer.token_to_id(name) for name in CONTROL}
        self.size = self.tokenizer.get_vocab_size()

    def encode(self, turns):
        """(ids, weights) of a conversation: the answers' weights, 0 elsewhere."""
        ids, weights = [], []
        texts = self.tokenizer.encode_batch([text for _, text in turns], add_special_tokens=False)
        for (role, _), text in zip(turns, texts):
            length = len(text.ids) + 1
            ids += [self.control["assistant" if role == "given" else role], *text.ids, self.control["end"]]
            weights += [0., *(answer_weights(length) if role == "assistant" else [0.] * length)]
        return ids, weights
