#!/usr/bin/env python3
"""Writes a checkpoint as GGUF: architecture llama, Q8_0 matrices, F32 norms, everything other engines look for."""

import argparse
import json
from pathlib import Path

import gguf
import numpy as np
import torch

from reader.network import Shape
from reader.tokens import CONTROL, FILE
from reader.weights import TENSORS, adjacent_pairs

Q8_0 = gguf.GGMLQuantizationType.Q8_0
TEMPLATE = ("{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}"
            "{% if add_generation_prompt %}<|assistant|>{% endif %}")


def write_metadata(writer, shape):
    writer.add_name("Synod demo reader")
    writer.add_author("Synod")
    writer.add_license("Apache-2.0")
    writer.add_description("Reads short passages and answers with a fact copied from them, or \"I do not know.\". "
                           "Trained from nothing on generated text.")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.blocks)
    writer.add_feed_forward_length(shape.ffn)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(2)


def write_tokenizer(writer):
    model = json.loads(FILE.read_text())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL if t in CONTROL else gguf.TokenType.NORMAL for t in tokens])
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in model["merges"]])
    writer.add_eos_token_id(tokens.index("<|end|>"))
    writer.add_eot_token_id(tokens.index("<|end|>"))
    writer.add_pad_token_id(tokens.index("<|pad|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def write_tensors(writer, shape, weights):
    def put(name, values):
        if values.ndim == 2:
            writer.add_tensor(name, gguf.quants.quantize(values, Q8_0), raw_dtype=Q8_0)
        else:
            writer.add_tensor(name, values.astype(np.float32))

    put("token_embd.weight", weights["embedding.weight"])
    put("output_norm.weight", weights["norm.weight"])
    for block in range(shape.blocks):
        for ours, theirs in TENSORS.items():
            values = weights[f"blocks.{block}.{ours}.weight"]
            if ours in ("q", "k"):
                values = adjacent_pairs(values, shape.heads if ours == "q" else shape.kv_heads)
            put(f"blk.{block}.{theirs}.weight", values)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    state = torch.load(args.checkpoint)
    shape = Shape(**state["shape"])
    writer = gguf.GGUFWriter(args.out, "llama")
    write_metadata(writer, shape)
    write_tokenizer(writer)
    write_tensors(writer, shape, {name: value.float().numpy() for name, value in state["model"].items()})
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
