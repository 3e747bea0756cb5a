"""Fine-tunes the last layer of a full-size DeepLabv3 on 200 generated images, against PyTorch doing it the notebook's way.

python benchmarks/finetune/compare.py [--part ours|again|uncached|peer|all] [--images 200] [--epochs 10]

ours:     `perpixel train` as users run it, from the start of the process to the finished report: reading the images,
          the pass that computes the features, the epochs with their validation, checkpoints and report.
again:    another run on the same images: the features are there already. Needs ours.
uncached: one epoch with train.features = off on --uncached-images images, scaled to all of them. Needs ours.
peer:     PyTorch (channels_last, memory kept between steps) for a few steps of the same size. EXTRAPOLATED to all steps
          of all epochs; its start, decoding and data loading are not counted.

Weights are random: speed does not depend on them. Each part is one JSON line and is kept in target/finetune; the last line
compares what is there.
"""

import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "finetune"
VALIDATION = 20

# See ../throughput/compare.py.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "-1", "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TOP_PAD_": "268435456"}


def png(path, pixels):
    """uint8 H x W (grey) or H x W x 3."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if pixels.ndim == 2 else 2, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def data(o):
    """Coarse random pictures and masks of two classes."""
    directory = WORK / f"pictures-{o.images}-{o.side}"
    if not directory.exists():
        random = np.random.default_rng(1)
        cells = -(-o.side // 16)
        for split, count in (("train", o.images), ("validation", VALIDATION)):
            for i in range(count):
                coarse = random.integers(0, 256, (cells, cells, 3), np.uint8)
                picture = coarse.repeat(16, 0).repeat(16, 1)[:o.side, :o.side]
                png(directory / "images" / split / f"{i:04}.png", picture)
                png(directory / "masks" / split / f"{i:04}.png", (picture[:, :, 0] > 127).astype(np.uint8))
    return directory


def run(command, **environment):
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {k: str(v) for k, v in environment.items()})
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def perpixel(o, name, **settings):
    directory = WORK / f"run-{name}"
    shutil.rmtree(directory, ignore_errors=True)
    settings = {
        "run.directory": directory, "data.directory": WORK, "data.input": data(o), "data.format": "pairs",
        "model.name": "deeplabv3", "model.classes": 2, "train.trainable": "classifier.4.",
        "train.learning-rate": 0.05, "train.batch": o.batch, "train.epochs": o.epochs, "train.workers": o.workers,
        "train.keep-checkpoints": 1} | settings
    words = [w for key, value in settings.items() for w in ("--set", f"{key}={value}")]
    start = time.perf_counter()
    out = run([ROOT / "submit" / "perpixel", "--master", o.master, *o.submit.split(), "train", *words])
    seconds = time.perf_counter() - start
    epochs = [json.loads(line) for line in (directory / "history.jsonl").read_text().splitlines()]
    return {"seconds": round(seconds, 1), "epoch_seconds": [round(e["seconds"], 2) for e in epochs],
            "loss": epochs[-1]["validation_loss"],
            "said": [line for line in out.splitlines() if line.startswith("features")][-1:]}


def part(o, name):
    if name == "ours":
        shutil.rmtree(WORK / "features", ignore_errors=True)
        return perpixel(o, name)
    if name == "again":
        return perpixel(o, name)
    if name == "uncached":
        result = perpixel(o, name, **{"train.features": "off", "train.epochs": 1, "data.limit": o.uncached_images})
        # The limit holds for both splits.
        scored = min(VALIDATION, o.uncached_images)
        scale = (o.images + VALIDATION) / (o.uncached_images + scored)
        return result | {"images": o.uncached_images, "epoch_seconds_of_all": round(result["epoch_seconds"][0] * scale, 1)}
    result = json.loads(run([sys.executable, Path(__file__).with_name("torch_finetune.py"), "--batch", o.batch, "--side", o.side,
                             "--steps", o.steps], **KEEP_MEMORY).splitlines()[-1])
    epoch = o.images * result["train_seconds_per_image"] + VALIDATION * result["validate_seconds_per_image"]
    return result | {"extrapolated_epoch_seconds": round(epoch, 1), "extrapolated_seconds": round(o.epochs * epoch, 1)}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--part", default="all", choices=["ours", "again", "uncached", "peer", "all"])
    options.add_argument("--images", type=int, default=200)
    options.add_argument("--side", type=int, default=224)
    options.add_argument("--epochs", type=int, default=10)
    options.add_argument("--batch", type=int, default=8)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--steps", type=int, default=5, help="steps of the peer that are timed, after one that is not")
    options.add_argument("--uncached-images", type=int, default=40)
    options.add_argument("--master", default="local[2]")
    options.add_argument("--submit", default="--driver-memory 4g", help="more options of spark-submit")
    o = options.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    results = {}
    for name in ("ours", "again", "uncached", "peer"):
        file = WORK / f"{name}.json"
        if o.part in (name, "all"):
            file.write_text(json.dumps(part(o, name)))
            print(name, file.read_text(), flush=True)
        if file.exists():
            results[name] = json.loads(file.read_text())
    line = {}
    if {"ours", "peer"} <= results.keys():
        line["times_faster"] = round(results["peer"]["extrapolated_seconds"] / results["ours"]["seconds"], 2)
    if {"again", "peer"} <= results.keys():
        line["times_faster_again"] = round(results["peer"]["extrapolated_seconds"] / results["again"]["seconds"], 2)
    if {"ours", "uncached"} <= results.keys():
        later = sorted(results["ours"]["epoch_seconds"][1:])
        line["later_epoch_of_uncached"] = round(later[len(later) // 2] / results["uncached"]["epoch_seconds_of_all"], 4)
    print(json.dumps(line))


if __name__ == "__main__":
    main()
