#!/usr/bin/env python3
"""Trains the tokenizer from generated conversations (seeded: always the same file)."""

from reader import tokens

if __name__ == "__main__":
    tokens.train(vocabulary=4096, count=20000, seed=77).save(str(tokens.FILE))
