"""The tokenizer (byte-level BPE, Qwen2's pre-tokenizer, single digits) and batches packed from conversations."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from .documents import conversations

CONTROL = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|pad|>"]
SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|"
         r"\s*[\r\n]+|\s+(?!\S)|\s+")
FILE = Path(__file__).parent / "tokenizer.json"
ROW = 320          # tokens of a packed row; a longer conversation loses its last questions


@dataclass(frozen=True)
class Emphasis:
    """Loss weights of an answer's tokens: the first (a fact or a refusal?), the start of its value, the others.

    `text` is the weight of passages and questions: to foretell a name that was told before is how looking up begins.
    """
    decision: float = 3.
    value: float = 1.5
    other: float = 1.
    text: float = .12


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

    def answer_weights(self, length, emphasis):
        """The weights of an answer's tokens, its end included; they begin "It", " is", or refuse."""
        return [emphasis.decision, emphasis.other, *[emphasis.value] * 2, *[emphasis.other] * length][:length]

    def encode(self, turns, emphasis=Emphasis()):
        """(ids, weights) of a conversation: the answers' weights, 0 elsewhere."""
        ids, weights = [], []
        texts = self.tokenizer.encode_batch([text for _, text in turns], add_special_tokens=False)
        for (role, _), text in zip(turns, texts):
            length = len(text.ids) + 1
            ids += [self.control["assistant" if role == "given" else role], *text.ids, self.control["end"]]
            weights += [0., *(self.answer_weights(length, emphasis) if role == "assistant" else [0.] * length)]
        return ids, weights
