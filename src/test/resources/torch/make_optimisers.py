"""Makes optimisers.json and schedules.json beside this script: what PyTorch's optimisers and schedules do.

Run with PyTorch 2.x: python make_optimisers.py. Each case starts from the same parameters and is fed the same
gradients; "parameters" are those after each step. Learning rates are those in use during each epoch, from 1.
"""

import json
import pathlib

import torch
from torch.optim import SGD, Adagrad, Adam
from torch.optim import lr_scheduler as schedules

HERE = pathlib.Path(__file__).parent
STEPS, SIZE, EPOCHS = 6, 12, 14
torch.manual_seed(11)


def floats(tensor):
    return [float(value) for value in tensor]


def optimisers():
    start = torch.randn(SIZE)
    scales = torch.logspace(-4, 1, SIZE)
    gradients = [torch.randn(SIZE) * scales for _ in range(STEPS)]
    cases = {
        "sgd": lambda p, **o: SGD(p, lr=0.1, **o),
        "sgd momentum": lambda p, **o: SGD(p, lr=0.1, momentum=0.9, **o),
        "sgd nesterov": lambda p, **o: SGD(p, lr=0.1, momentum=0.9, nesterov=True, **o),
        "adagrad": lambda p, **o: Adagrad(p, lr=0.1, **o),
        "adam": lambda p, **o: Adam(p, lr=0.1, **o),
    }
    results = []
    for name, make in cases.items():
        for decay in (0.0, 0.05):
            parameter = torch.nn.Parameter(start.clone())
            optimiser = make([parameter], weight_decay=decay)
            after = []
            for gradient in gradients:
                parameter.grad = gradient.clone()
                optimiser.step()
                after.append(floats(parameter.detach()))
            results.append({"optimiser": name, "weight_decay": decay, "parameters": after})
    return {
        "start": floats(start),
        "gradients": [floats(g) for g in gradients],
        "cases": results,
    }


def rates(make, losses=None):
    optimiser = SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.4)
    schedule = make(optimiser)
    used = []
    for epoch in range(EPOCHS):
        used.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step(losses[epoch]) if losses else schedule.step()
    return used


def learning_rates():
    losses = [3, 2, 2, 1.9999, 2.1, 1.5, 1.6, 1.6, 1.6, 1.6, 1.6, 1.6, 1.6, 1.6]
    scores = [-loss for loss in losses]
    plateau = schedules.ReduceLROnPlateau
    return {
        "losses": losses,
        "step": rates(lambda o: schedules.StepLR(o, step_size=3, gamma=0.5)),
        "exponential": rates(lambda o: schedules.ExponentialLR(o, gamma=0.8)),
        "cosine": rates(lambda o: schedules.CosineAnnealingLR(o, T_max=10, eta_min=0.01)),
        "plateau": rates(lambda o: plateau(o, factor=0.25, patience=2, min_lr=0.01), losses),
        "plateau of scores": rates(
            lambda o: plateau(o, mode="max", factor=0.25, patience=2, min_lr=0.01),
            [10 + score for score in scores],
        ),
    }


for name, content in (("optimisers", optimisers()), ("schedules", learning_rates())):
    (HERE / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")
