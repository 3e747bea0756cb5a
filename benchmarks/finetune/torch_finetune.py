"""A DeepLabv3 fine-tuned in PyTorch the notebook's way: the benchmark's peer.

All parameters but the last layer's have requires_grad = False, the model is in train() mode, and every step of every epoch
runs the whole network forward; autograd goes back into the last layer only.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "throughput"))

from torch_nets import DeepLab  # noqa: E402


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--batch", type=int, default=8)
    options.add_argument("--side", type=int, default=224)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--warm-up", type=int, default=1)
    options.add_argument("--steps", type=int, default=5)
    o = options.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    net = DeepLab(classes=2).to(memory_format=torch.channels_last)
    last = net.head[-1]
    for parameter in net.parameters():
        parameter.requires_grad = False
    for parameter in last.parameters():
        parameter.requires_grad = True
    loss = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(last.parameters(), 0.05)
    x = torch.rand(o.batch, 3, o.side, o.side).to(memory_format=torch.channels_last)
    y = torch.randint(0, 2, (o.batch, o.side, o.side))

    def train():
        adam.zero_grad()
        value = loss(net(x), y)
        value.backward()
        adam.step()
        return value.item()

    def validate():
        with torch.no_grad():
            return loss(net(x), y).item()

    def seconds_per_image(step):
        times = []
        for _ in range(o.warm_up + o.steps):
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        times = sorted(times[o.warm_up:])
        return times[len(times) // 2] / o.batch

    net.train()
    training = seconds_per_image(train)
    net.eval()
    print(json.dumps({
        "parameters": sum(p.numel() for p in net.parameters()),
        "train_seconds_per_image": training,
        "validate_seconds_per_image": seconds_per_image(validate),
        "steps": o.steps,
        "batch": o.batch,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "kernels": "torch " + torch.__version__,
    }))


if __name__ == "__main__":
    main()
