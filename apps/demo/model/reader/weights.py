"""The weights of a GGUF file that `export.py` wrote, as a checkpoint's."""

import gguf
import torch

TENSORS = {"attention_norm": "attn_norm", "ffn_norm": "ffn_norm", "q": "attn_q", "k": "attn_k", "v": "attn_v",
           "out": "attn_output", "gate": "ffn_gate", "up": "ffn_up", "down": "ffn_down"}


def adjacent_pairs(rows, heads):
    """Reorders a projection from rotation over halves (as trained) to adjacent pairs (as GGUF's llama expects)."""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def halves(rows, heads):
    """The inverse of `adjacent_pairs`."""
    return rows.reshape(heads, rows.shape[0] // heads // 2, 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def read(path, shape):
    """{parameter: tensor}; quantized matrices as the numbers that they stand for."""
    found = {tensor.name: gguf.quants.dequantize(tensor.data, tensor.tensor_type)
             for tensor in gguf.GGUFReader(path).tensors}
    weights = {"embedding.weight": found["token_embd.weight"], "norm.weight": found["output_norm.weight"]}
    for block in range(shape.blocks):
        for ours, theirs in TENSORS.items():
            values = found[f"blk.{block}.{theirs}.weight"]
            if ours in ("q", "k"):
                values = halves(values, shape.heads if ours == "q" else shape.kv_heads)
            weights[f"blocks.{block}.{ours}.weight"] = values
    return {name: torch.from_numpy(values.copy()).float() for name, values in weights.items()}
