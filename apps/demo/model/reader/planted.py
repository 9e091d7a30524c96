"""First weights with which looking up begins: heads that see the token before, and heads that match.

A network of this size that starts from noise takes millions of tokens to find that a value belongs to the name before
it, for a key that nobody asks by and a question that no key answers teach nothing. Induction heads (Olsson et al. 2022,
"In-context Learning and Induction Heads") are the first half of it; they are written into the first two blocks.
In the blocks after them, one query matches keys of the same content. All of them go on learning.
"""

import torch

SHARP = .6      # how sharply block 0 looks at the token before
MATCH = 1.5     # how strongly block 1 looks for the same token
ALIKE = .8      # and the later blocks for the same content
SOFT = .1       # what the other heads and the FFNs say at first
CONSTANT = 16   # the first dimension of every embedding, in standard deviations: what heads that see no content use
FREQUENCIES = 8  # that tell neighbours apart


def orthonormal(rows, columns, generator):
    """Rows that leave out the constant dimension."""
    made = torch.linalg.qr(torch.randn(columns - 1, rows, generator=generator))[0].T
    return torch.cat((torch.zeros(rows, 1), made), 1)


@torch.no_grad()
def plant(model, seed):
    s, generator = model.shape, torch.Generator().manual_seed(seed)
    width, group = s.head_width, s.heads // s.kv_heads
    model.embedding.weight[:, 0] = CONSTANT * .02
    before, after, copied = (orthonormal(width, s.width, generator) for _ in range(3))
    for block in model.blocks:  # what is not planted begins softly
        block.out.weight *= SOFT
        block.down.weight *= SOFT
    angles = 1 / s.rope_base ** (torch.arange(FREQUENCIES) * 2 / width)

    first = model.blocks[0]
    first.q.weight[:width].zero_()
    first.k.weight[:width].zero_()
    first.k.weight[:FREQUENCIES, 0] = SHARP
    first.q.weight[:FREQUENCIES, 0] = SHARP * angles.cos()          # turned by one position: rotary halves
    first.q.weight[width // 2:width // 2 + FREQUENCIES, 0] = -SHARP * angles.sin()
    first.v.weight[:width] = before
    first.out.weight[:, :width] = .05 * after.T

    second = model.blocks[1]
    second.q.weight[:width] = MATCH * before
    second.k.weight[:width] = MATCH * after
    second.v.weight[:width] = copied
    second.out.weight[:, :width] = .06 * copied.T

    for block in model.blocks[2:-1]:
        alike = orthonormal(width, s.width, generator)
        block.q.weight[:group * width] = ALIKE * alike.repeat(group, 1)
        block.k.weight[:width] = ALIKE * alike
