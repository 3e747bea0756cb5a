"""The peer: PIL and PyTorch doing what torchvision's Resize, ToTensor and Normalize do, on the same files.

torchvision's own functions are these calls: Image.resize with BILINEAR, a transposed uint8 copy divided by 255, and
sub_ and div_ in place. Written out here so that the benchmark needs no torchvision.
"""

import io
import time

import numpy as np
import torch
from PIL import Image

MEAN = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
DEVIATION = torch.tensor([0.229, 0.224, 0.225])[:, None, None]


def tensor(file, size=224):
    image = Image.open(io.BytesIO(file)).convert("RGB").resize((size, size), Image.BILINEAR)
    chw = torch.from_numpy(np.array(image, copy=True)).permute(2, 0, 1).contiguous()
    return chw.to(torch.float32).div(255).sub_(MEAN).div_(DEVIATION)


def rate(files, seconds, size=224):
    """Images per second of one thread."""
    torch.set_num_threads(1)
    start, images = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        for file in files:
            tensor(file, size)
        images += len(files)
    return images / (time.perf_counter() - start)


def photograph(width, height, seed):
    """A drawn picture with the spectrum of a photograph and a little sensor noise; about 2 bits a pixel at quality 90."""
    random = np.random.default_rng(seed)
    sum_ = np.zeros((height, width, 3))
    for scale in (4, 8, 16, 32, 64, 128):
        noise = random.normal(size=(height // scale + 2, width // scale + 2, 3)).astype("f4")
        planes = [np.asarray(Image.fromarray(noise[..., c]).resize((width, height), Image.BICUBIC)) for c in range(3)]
        sum_ += np.stack(planes, -1) * scale**0.8
    sum_ = (sum_ - sum_.min()) / (sum_.max() - sum_.min()) * 255
    sum_ += random.normal(size=(height, width, 1)) * 4
    return Image.fromarray(sum_.clip(0, 255).astype("u1"))


def draw(directory, width, height, images):
    """Writes JPEGs of quality 90, chroma halved both ways, every other one upright, unless they are there."""
    directory.mkdir(parents=True, exist_ok=True)
    for i in range(images):
        file = directory / f"{i:05}.jpg"
        if not file.exists():
            size = (width, height) if i % 2 == 0 else (height, width)
            photograph(*size, i).save(file, quality=90)
