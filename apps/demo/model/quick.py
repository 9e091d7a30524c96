#!/usr/bin/env python3
"""The table without the engine: a checkpoint's Q8_0-rounded weights in PyTorch, teacher-forced exact match."""

import argparse
import json
from pathlib import Path

import torch

from reader.batches import exact
from reader.network import Reader, Shape
from reader.sets import SETTINGS, turns
from reader.tokens import Codec
from reader.weights import read

HERE = Path(__file__).parent


def q8_0(weights):
    """Rounds a matrix as Q8_0 stores it: blocks of 32, a float16 scale."""
    blocks = weights.reshape(-1, 32)
    scale = (blocks.abs().amax(1, keepdim=True) / 127).half().float()
    return (torch.where(scale > 0, (blocks / scale).round(), 0) * scale).reshape(weights.shape)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def corpora(replaced):
    """One question per passage, asked of that passage alone (retrieval is not part of this table)."""
    asked = []
    for path in sorted((HERE.parent / "corpora").glob("*.jsonl")):
        texts = {one["id"]: one["text"] for one in lines(path)}
        name = f"{path.stem}-replaced.jsonl" if replaced else f"{path.stem}.jsonl"
        for one in lines(path.parent / "questions" / name):
            asked.append({"passages": [one.get("text", texts[one["id"]])], **one})
    return asked


def load(path):
    if path.suffix == ".gguf":
        shape = Shape()
        weights = read(path, shape)
    else:
        state = torch.load(path)
        shape = Shape(**state["shape"])
        weights = {name: q8_0(w) if w.dim() == 2 else w for name, w in state["model"].items()}
    model = Reader(shape).eval()
    model.load_state_dict(weights)
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="a checkpoint or a GGUF file")
    parser.add_argument("--wrong", action="store_true", help="print the questions that are answered wrongly")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = load(args.checkpoint)
    sets = {name: lines(HERE / "sets" / f"{name}.jsonl") for name in SETTINGS}
    sets |= {"corpora": corpora(False), "corpora-replaced": corpora(True)}
    for name, ones in sets.items():
        verdicts = exact(model, Codec(), [turns(one) for one in ones])
        print(f"{name:20s} {sum(verdicts):4d} of {len(verdicts)}  {sum(verdicts) / len(verdicts):6.1%}", flush=True)
        for one, right in zip(ones, verdicts):
            if args.wrong and not right:
                print("    ", " | ".join(one["passages"]), "|", one["question"], "|", one["answer"])


if __name__ == "__main__":
    main()
