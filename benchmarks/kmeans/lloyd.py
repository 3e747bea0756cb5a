"""Plain Lloyd iterations in numpy float64 on the distinct colours, weighted by their counts: the peer of KMeans.

Usage: python lloyd.py PIXELS.npy INIT.npy [CENTRES_OUT.npy]
INIT.npy is made (k-means++, numpy seed 0, 24 colours) where it does not exist.
"""
import os
import sys
import time

import numpy as np

BLOCK = 1 << 16


def assign(points, centres):
    """Nearest centre (lowest index on ties) and squared distance, from differences: no cancellation."""
    labels = np.empty(len(points), np.int64)
    nearest = np.empty(len(points))
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        squared = np.zeros((len(block), len(centres)))
        for axis in range(3):
            squared += (block[:, axis, None] - centres[None, :, axis]) ** 2
        chosen = squared.argmin(1)
        labels[start : start + BLOCK] = chosen
        nearest[start : start + BLOCK] = squared[np.arange(len(block)), chosen]
    return labels, nearest


def plus_plus(points, counts, colours, seed):
    random = np.random.default_rng(seed)
    centres = [points[random.choice(len(points), p=counts / counts.sum())]]
    squared = ((points - centres[0]) ** 2).sum(1)
    for _ in range(1, colours):
        weight = squared * counts
        centres.append(points[random.choice(len(points), p=weight / weight.sum())])
        squared = np.minimum(squared, ((points - centres[-1]) ** 2).sum(1))
    return np.array(centres)


pixels = np.load(sys.argv[1]).astype(np.int64)
packed, counts = np.unique(pixels[:, 0] << 16 | pixels[:, 1] << 8 | pixels[:, 2], return_counts=True)
points = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], 1).astype(np.float64)
if not os.path.exists(sys.argv[2]):
    # A shift that is no fraction of small numbers keeps exact ties, which any rounding may break, away.
    noise = np.random.default_rng(1).normal(0, 0.01, (24, 3))
    np.save(sys.argv[2], plus_plus(points, counts, 24, 0) + noise)
centres = np.load(sys.argv[2]).astype(np.float64)
print(f"{len(pixels)} pixels, {len(points)} colours, {len(centres)} centres")

began = time.perf_counter()
previous = None
iterations = 0
while True:
    labels, _ = assign(points, centres)
    iterations += 1
    if previous is not None and np.array_equal(labels, previous):
        break
    total = np.bincount(labels, counts, len(centres))
    assert total.all(), "a cluster ran empty: choose another start"
    sums = np.stack([np.bincount(labels, counts * points[:, a], len(centres)) for a in range(3)], 1)
    centres = sums / total[:, None]
    previous = labels
took = time.perf_counter() - began
_, squared = assign(points, centres)
print(f"iterations {iterations}  inertia {(squared * counts).sum():.6f}  seconds {took:.2f}")
if len(sys.argv) > 3:
    np.save(sys.argv[3], centres)
