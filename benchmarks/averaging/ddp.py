"""The peer: PyTorch's DistributedDataParallel (gloo, loopback), one process a replica.

Reads the images that compare.py made. Each process keeps them in memory as uint8 RGB, as perpixel's executors do; each
step gathers its rows in the epoch's order, makes them grey and float32, and trains on them. Prints one JSON object.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "throughput"))
from torch_nets import ColourNet  # noqa: E402


def labelled(directory):
    """Images N x 3 x 32 x 32 and the nearest palette colour of each pixel, both uint8."""
    records = np.fromfile(directory / "data_batch_1.bin", np.uint8).reshape(-1, 3073)
    images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).copy())
    palette = torch.from_numpy(np.load(directory / "palette.npy")).float()
    pixels = images.permute(0, 2, 3, 1).reshape(-1, 3).float()
    labels = torch.cat([torch.cdist(part, palette).argmin(1) for part in pixels.split(1 << 20)])
    return images, labels.to(torch.uint8).reshape(-1, 32, 32)


def train(rank, o):
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    dist.init_process_group("gloo", init_method=f"tcp://127.0.0.1:{o.port}", rank=rank, world_size=o.workers)
    images, labels = labelled(o.data)
    net = ColourNet(True, colours=int(labels.max()) + 1).to(memory_format=torch.channels_last)
    model = DistributedDataParallel(net, gradient_as_bucket_view=True)
    adam = torch.optim.Adam(net.parameters(), 1e-3)
    loss = nn.CrossEntropyLoss()
    joint = o.workers * o.batch
    speeds = []
    for epoch in range(o.warm_up + o.epochs):
        dist.barrier()
        start = time.perf_counter()
        order = torch.randperm(len(images), generator=torch.Generator().manual_seed(epoch))
        total = torch.zeros(())
        for step in order.split(joint):
            rows = step.tensor_split(o.workers)[rank]
            x = images[rows].float().mean(1, keepdim=True).div_(256).to(memory_format=torch.channels_last)
            y = labels[rows].long()
            adam.zero_grad()
            value = loss(model(x), y)
            value.backward()
            adam.step()
            total += value.detach()
        dist.barrier()
        speeds.append(len(images) / (time.perf_counter() - start))
    if rank == 0:
        steps = -(-len(images) // joint)
        print(json.dumps({"side": "ddp", "epochs": [round(s) for s in speeds], "loss": round(total.item() / steps, 4)}))
    dist.destroy_process_group()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--batch", type=int, default=50, help="images per process and step")
    options.add_argument("--warm-up", type=int, default=2, help="epochs not counted")
    options.add_argument("--epochs", type=int, default=3)
    options.add_argument("--port", type=int, default=29511)
    o = options.parse_args()
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    mp.spawn(train, args=(o,), nprocs=o.workers)


if __name__ == "__main__":
    main()
