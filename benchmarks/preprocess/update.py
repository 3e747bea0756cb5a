"""A run over all pictures beside one after 1 % have come, and one with nothing to do.

    python benchmarks/preprocess/update.py [--pictures 10000] [--side 64]
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]


def draw(folder, first, count, side):
    random = np.random.default_rng(first)
    for i in range(first, first + count):
        coarse = random.integers(0, 256, (8, 8, 3), dtype=np.uint8)
        picture = Image.fromarray(coarse).resize((side, side), Image.BICUBIC)
        path = folder / f"{i % 100:02d}" / f"{i:06d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, quality=90)


def preprocess(work):
    command = [
        str(ROOT / "submit" / "perpixel"), "preprocess", "--format", "images", "--input", str(work / "in"),
        "--stages", "rescale=32x32,to-tensor,normalize", "--output", str(work / "out"),
    ]
    start = time.time()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    seconds = time.time() - start
    lines = [line for line in done.stdout.splitlines() if re.match(r"(update|everything|nothing|this run)", line)]
    return seconds, "; ".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--side", type=int, default=64)
    options = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR")))
    try:
        draw(work / "in", 0, options.pictures, options.side)
        for name in ("all", "1 % more", "nothing new"):
            if name == "1 % more":
                draw(work / "in", options.pictures, options.pictures // 100, options.side)
            seconds, said = preprocess(work)
            print(f"{name:12} {seconds:6.1f} s  {said}", flush=True)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
