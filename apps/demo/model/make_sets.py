#!/usr/bin/env python3
"""Writes the evaluation sets (sets/SETTING.jsonl), 300 examples each; seeded: always the same files."""

import json
from pathlib import Path

from reader.sets import SETTINGS, examples

COUNT = 300
SEED = 16180

if __name__ == "__main__":
    folder = Path(__file__).parent / "sets"
    folder.mkdir(exist_ok=True)
    for number, setting in enumerate(SETTINGS):
        with open(folder / f"{setting}.jsonl", "w", encoding="utf-8") as file:
            for one in examples(setting, COUNT, SEED + number):
                file.write(json.dumps(one, ensure_ascii=False) + "\n")
