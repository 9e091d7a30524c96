#!/usr/bin/env python3
"""Trains the demo reader: lists first, then drills and exams; warm-up, a stable phase, a linear decay, all by steps.

A run is a pure function of its seed, its steps and the library versions: the data of each chunk of steps is drawn from
(seed, chunk), so a run that stops resumes from its last checkpoint. The loss curve goes to curve.csv beside them.
"""

import argparse
import csv
import time
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from reader.batches import Chunk, exact
from reader.drills import drill, listing, lookups
from reader.muon import Muon
from reader.network import Reader, Shape
from reader.planted import plant
from reader.sets import SETTINGS, examples, turns
from reader.tokens import ROW, Codec

CHUNK = 100          # steps between checkpoints; each chunk draws its own data


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints and curve")
    parser.add_argument("--steps", type=int, default=9600, help="the last step")
    parser.add_argument("--decay-from", type=int, default=1400, help="the step at which the decay begins")
    parser.add_argument("--warmup", type=int, default=60)
    parser.add_argument("--easy", type=int, default=300, help="steps of the start, nearly all of it lists")
    parser.add_argument("--drill", type=int, default=1400, help="the step up to which most exams are drills and lists")
    parser.add_argument("--rows", type=int, default=24, help=f"rows of {ROW} tokens in a step")
    parser.add_argument("--matrix-rate", type=float, default=3e-3)
    parser.add_argument("--other-rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--watch-every", type=int, default=400, help="steps between looks at held-out examples")
    return parser.parse_args()


def optimisers(model, args):
    """Muon for the blocks' matrices, AdamW for embeddings and norms."""
    matrices = [p for name, p in model.named_parameters() if p.dim() == 2 and "embedding" not in name]
    others = [p for name, p in model.named_parameters() if p.dim() != 2 or "embedding" in name]
    return [Muon(matrices, lr=args.matrix_rate),
            torch.optim.AdamW(others, lr=args.other_rate, betas=(.9, .95), weight_decay=0.)]


def rate(step, args):
    """The factor on both learning rates at `step`, counted from 0."""
    return max(.005, min(1., (step + 1) / args.warmup, (args.steps - step) / (args.steps - args.decay_from)))


def save(path, step, model, optimisers_):
    state = {"step": step, "shape": model.shape.__dict__, "model": model.state_dict(),
             "optimisers": [o.state_dict() for o in optimisers_]}
    torch.save(state, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def resume(path, model, optimisers_):
    """The step to go on from."""
    if not path.exists():
        return 0
    state = torch.load(path)
    model.load_state_dict(state["model"])
    for optimiser, saved in zip(optimisers_, state["optimisers"]):
        optimiser.load_state_dict(saved)
    return state["step"]


def watched():
    """What a run looks at: settings of the table, of other seeds than the table's, and looking up by itself."""
    sets = {name: [turns(one) for one in examples(name, 100, 7000 + i)]
            for i, name in enumerate(SETTINGS) if name != "no-passage"}
    return sets | {"two-names": lookups(drill, 2, 100, 7100), "three-names": lookups(drill, 3, 100, 7101),
                   "list": lookups(listing, 6, 100, 7102), "plain-list": lookups(listing, 6, 100, 7103, plain=True)}


def watch(model, codec, sets):
    model.eval()
    found = {name: sum(exact(model, codec, ones)) / len(ones) for name, ones in sets.items()}
    model.train()
    return " ".join(f"{name} {value:.1%}" for name, value in found.items())


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_flush_denormal(True)  # before there are threads: they take it over; sharp attention makes such numbers
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    codec = Codec()
    model = Reader(Shape(vocabulary=codec.size)).train()
    plant(model, args.seed)
    optimisers_ = optimisers(model, args)
    step = resume(args.out / "last.pt", model, optimisers_)
    loss_of = torch.compile(model.loss, dynamic=False)
    sets = watched()
    curve = open(args.out / "curve.csv", "a", newline="", buffering=1)
    log = csv.writer(curve)
    print(f"{sum(p.numel() for p in model.parameters())} parameters, from step {step}", flush=True)
    print(f"WATCH step {step}: {watch(model, codec, sets)}", flush=True)
    started, first, recent = time.time(), step, []
    while step < args.steps:
        if step % CHUNK == 0:
            stage = (step >= args.easy) + (step >= args.drill)
            chunk = Chunk(codec, args.seed * 1_000_003 + step, stage, args.rows)
            data = iter(DataLoader(chunk, batch_size=None, num_workers=1, prefetch_factor=4))
        for optimiser, base in zip(optimisers_, (args.matrix_rate, args.other_rate)):
            for group in optimiser.param_groups:
                group["lr"] = base * rate(step, args)
        ids, places, at, targets, weights = next(data)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss, each = loss_of(ids, places, at, targets, weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.)
        for optimiser in optimisers_:
            optimiser.step()
        model.zero_grad(set_to_none=True)
        step += 1
        recent.append(each[weights >= 1].mean().item())
        if step % 25 == 0:
            seconds = time.time() - started
            print(f"step {step} answers {sum(recent) / len(recent):.4f} "
                  f"{(step - first) * args.rows * ROW / seconds:.0f} tokens/s {seconds:.0f} s", flush=True)
            log.writerow([step, step * args.rows * ROW, f"{sum(recent) / len(recent):.4f}"])
            recent = []
        if step % CHUNK == 0:
            save(args.out / "last.pt", step, model, optimisers_)
        if step % args.watch_every == 0 or step == args.steps:
            print(f"WATCH step {step}: {watch(model, codec, sets)}", flush=True)
    save(args.out / "final.pt", step, model, optimisers_)


if __name__ == "__main__":
    main()
