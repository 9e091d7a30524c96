"""Muon: the momentum of a matrix, made orthogonal by Newton-Schulz steps in bfloat16 (Jordan et al. 2024).

Matrices of one shape are done together, which PyTorch's own Muon does one by one.
"""

import torch

STEPS = 4
COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonal(matrices):
    """Nearly orthogonal matrices of the given directions; (count, rows, columns), rows <= columns."""
    a, b, c = COEFFICIENTS
    x = (matrices / matrices.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)).bfloat16()
    for _ in range(STEPS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.float()


class Muon(torch.optim.Optimizer):
    """The update's root mean square is .2 at any shape, as AdamW's is, so that one rate suits both."""

    def __init__(self, parameters, lr, momentum=.95, weight_decay=.01):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            shapes = {}
            for parameter in group["params"]:
                shapes.setdefault(tuple(sorted(parameter.shape)), []).append(parameter)
            for shape, parameters in shapes.items():
                self._step_alike(group, shape, parameters)

    def _step_alike(self, group, shape, parameters):
        directions = []
        for parameter in parameters:
            momentum = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
            momentum.lerp_(parameter.grad, 1 - group["momentum"])
            direction = parameter.grad.lerp(momentum, group["momentum"])  # Nesterov
            directions.append(direction if direction.shape == shape else direction.mT)
        scale = group["lr"] * .2 * max(shape) ** .5
        for parameter, update in zip(parameters, orthogonal(torch.stack(directions))):
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
            parameter.add_(update if update.shape == parameter.shape else update.mT, alpha=-scale)
