"""The network: llama's blocks (RMS norm, grouped-query attention with rotary positions, gated FFN), tied embeddings."""

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


@dataclass
class Shape:
    vocabulary: int = 4096
    width: int = 256
    blocks: int = 6
    heads: int = 4
    kv_heads: int = 2
    head_width: int = 64
    ffn: int = 704
    rope_base: float = 10000.
    epsilon: float = 1e-5
    context: int = 512


class Norm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        y = x.float()
        return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight).to(x.dtype)


def rotate(x, cos, sin):
    """Rotary positions over halves (dimension i turns with i + head_width / 2)."""
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1).to(x.dtype)


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = s = shape

        def linear(inputs, outputs):
            return nn.Linear(inputs, outputs, bias=False)

        self.attention_norm, self.ffn_norm = Norm(s.width, s.epsilon), Norm(s.width, s.epsilon)
        self.q = linear(s.width, s.heads * s.head_width)
        self.k = linear(s.width, s.kv_heads * s.head_width)
        self.v = linear(s.width, s.kv_heads * s.head_width)
        self.out = linear(s.heads * s.head_width, s.width)
        self.gate, self.up, self.down = linear(s.width, s.ffn), linear(s.width, s.ffn), linear(s.ffn, s.width)

    def forward(self, x, cos, sin, mask):
        s, (rows, length, _) = self.shape, x.shape
        h = self.attention_norm(x)

        def split(projected, heads):
            return projected.view(rows, length, heads, s.head_width).transpose(1, 2)

        q = rotate(split(self.q(h), s.heads), cos, sin)
        k = rotate(split(self.k(h), s.kv_heads), cos, sin)
        group = s.heads // s.kv_heads
        k, v = k.repeat_interleave(group, 1), split(self.v(h), s.kv_heads).repeat_interleave(group, 1)
        # Written out: on CPUs this trains faster than the fused attention.
        scores = (q @ k.transpose(-1, -2)).float() * s.head_width ** -.5 + mask
        y = scores.softmax(-1).to(v.dtype) @ v
        x = x + self.out(y.transpose(1, 2).reshape(rows, length, -1))
        h = self.ffn_norm(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Reader(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.blocks))
        self.norm = Norm(shape.width, shape.epsilon)
        half = torch.arange(0, shape.head_width, 2).float() / shape.head_width
        angles = torch.outer(torch.arange(shape.context).float(), 1 / shape.rope_base ** half)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=.02 if "embedding" in name else 1 / math.sqrt(parameter.shape[1]))
            if name.endswith(("out.weight", "down.weight")):
                parameter.data.mul_(.2)

    def hidden(self, ids, places):
        """Last hidden states. `places` (3, rows, length) holds each token's document, branch and position: a token
        attends to what stands before it in its document and is of branch 0 or of its own."""
        x = self.embedding(ids)
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
        length = ids.shape[1]
        document, branch, position = places
        cos, sin = self.cos[position][:, None], self.sin[position][:, None]
        seen = (document[:, :, None] == document[:, None, :]) & torch.ones(length, length, dtype=torch.bool).tril()
        seen &= (branch[:, None, :] == 0) | (branch[:, :, None] == branch[:, None, :])
        mask = torch.zeros(seen.shape).masked_fill(~seen, -1e9)[:, None]
        for block in self.blocks:
            x = block(x, cos, sin, mask)
        return self.norm(x)

    def logits(self, hidden):
        return F.linear(hidden, self.embedding.weight)

    def loss(self, ids, places, at, targets, weights):
        """(weighted mean loss, loss of each learned position). `at` indexes the flattened positions that are learned."""
        hidden = self.hidden(ids, places)
        logits = self.logits(hidden.view(-1, hidden.shape[-1])[at]).float()
        each = F.cross_entropy(logits, targets, reduction="none")
        return (each * weights).sum() / weights.sum(), each.detach()
