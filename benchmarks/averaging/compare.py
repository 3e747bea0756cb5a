"""Alternates training through Spark and a peer on the same images; prints JSON lines, the last ones medians and ratios.

python benchmarks/averaging/compare.py [--peer ddp|plain] [--batch 50] [--averaging 1,5,20] [--rounds 3]

Peer ddp: two Spark executors of one thread against PyTorch DistributedDataParallel, two processes of one thread.
Peer plain: Spark local[2] against perpixel's own plain loop on two threads, each with the same joint batch.
What is compared is training images a second over whole epochs after the warm-up: shuffling, fetching minibatches and
making float32 grey images of bytes included, validation and start excluded, on both sides.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
WORK = ROOT / "target" / "averaging"


def images(count):
    """Random images of class 7 in CIFAR-10's records, and a palette: speed does not depend on what they show."""
    directory = WORK / f"images-{count}"
    if not (directory / "palette.npy").exists():
        directory.mkdir(parents=True, exist_ok=True)
        random = np.random.default_rng(1)
        for name, records in (("data_batch_1.bin", count), ("test_batch.bin", 20)):
            bytes_ = random.integers(0, 256, (records, 3073), np.uint8)
            bytes_[:, 0] = 7
            bytes_.tofile(directory / name)
        np.save(directory / "palette.npy", random.integers(0, 256, (24, 3)).astype(np.float32))
    return directory


# See ../throughput/compare.py.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "-1", "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TOP_PAD_": "268435456"}


def run(command, **environment):
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {k: str(v) for k, v in environment.items()})
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def ours(o, data, name, submit, **settings):
    """Training images a second of each epoch, from history.jsonl."""
    directory = WORK / "run"
    shutil.rmtree(directory, ignore_errors=True)
    shutil.rmtree(ROOT / "target" / "spark-home" / "work", ignore_errors=True)
    settings = {
        "run.directory": directory, "data.directory": WORK, "data.input": data,
        "palette.file": data / "palette.npy", "model.name": "colour-unet", "train.epochs": o.warm_up + o.epochs,
        "train.checkpoint-every": 1000, "report.gallery": 0} | settings
    words = [w for key, value in settings.items() for w in ("--set", f"{key}={value}")]
    run([ROOT / "submit" / "perpixel", *submit, *o.submit.split(), "train", *words])
    lines = (directory / "history.jsonl").read_text().splitlines()
    epochs = [json.loads(line) for line in lines]
    return {"side": name, "epochs": [round(e["images_per_second"]) for e in epochs],
            "loss": round(epochs[-1]["train_loss"], 4)}


def ddp(o, data):
    return json.loads(run([sys.executable, HERE / "ddp.py", "--data", data, "--batch", o.batch, "--warm-up", o.warm_up,
                           "--epochs", o.epochs, "--workers", 2, "--threads", 1], **KEEP_MEMORY).splitlines()[-1])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--peer", default="ddp", choices=["ddp", "plain"])
    options.add_argument("--batch", type=int, default=50, help="images per replica and step; there are two replicas")
    options.add_argument("--averaging", default="1,5,20", help="steps between averagings, each a row")
    options.add_argument("--images", type=int, default=5000)
    options.add_argument("--warm-up", type=int, default=8, help="epochs not counted: the JVM compiles for some 20 seconds")
    options.add_argument("--epochs", type=int, default=3, help="epochs counted")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--master", default="local-cluster[2,1,1024]", help="of the comparison with ddp")
    options.add_argument("--submit", default="", help="more options of spark-submit")
    o = options.parse_args()
    data = images(o.images)
    sides = {}
    if o.peer == "ddp":
        sides["ddp"] = lambda: ddp(o, data)
        for k in o.averaging.split(","):
            sides[f"spark, averaging {k}"] = lambda k=k: ours(
                o, data, f"spark, averaging {k}", ["--master", o.master], **{
                    "train.workers": 2, "train.threads": 1, "train.batch": o.batch, "train.averaging": k})
    else:
        sides["plain"] = lambda: ours(o, data, "plain", ["--master", "local[2]"], **{
            "train.loop": "plain", "train.threads": 2, "train.batch": 2 * o.batch})
        for workers in (2, 1):
            for k in o.averaging.split(","):
                name = f"spark local[2], workers {workers}, averaging {k}"
                sides[name] = lambda w=workers, k=k, name=name: ours(o, data, name, ["--master", "local[2]"], **{
                    "train.workers": w, "train.threads": 2 // w, "train.batch": 2 * o.batch // w, "train.averaging": k})
    speeds = {name: [] for name in sides}
    for number in range(o.rounds):
        for name, measure in sides.items():
            result = measure() | {"round": number + 1, "batch": o.batch}
            speeds[name].append(median(result["epochs"][o.warm_up:]))
            print(json.dumps(result | {"images_per_second": speeds[name][-1]}), flush=True)
    peer = next(iter(sides))
    for name in list(sides)[1:]:
        ratios = [ours / theirs for ours, theirs in zip(speeds[name], speeds[peer])]
        print(json.dumps({"row": name, "batch": o.batch, "peer": peer, "images_per_second": median(speeds[name]),
                          "peer_images_per_second": median(speeds[peer]), "ratio": round(median(ratios), 3),
                          "ratios": [round(r, 3) for r in ratios]}), flush=True)


if __name__ == "__main__":
    main()
