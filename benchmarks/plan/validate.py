"""Compares what `perpixel plan` predicts with what `perpixel train` then takes; prints JSON lines, the last ones the table.

python benchmarks/plan/validate.py [--executors 1,2] [--averaging 1,5,20] [--batch 50] [--images 5000] [--rounds 1] [--prefix CMD]

Plan measures with random images of the same size and knows nothing of the runs that follow. Each run is a whole `train`,
its speed the median of its last epochs in history.jsonl: shuffling, reading and averaging included, validation not.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks" / "averaging"))

from compare import images  # noqa: E402: the same random images

WORK = ROOT / "target" / "plan"


def perpixel(o, executors, *words):
    master = o.master.replace("EXECUTORS", str(executors))
    command = [*shlex.split(o.prefix), ROOT / "submit" / "perpixel", "--master", master, *words]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, env=os.environ)
    shutil.rmtree(ROOT / "target" / "spark-home" / "work", ignore_errors=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def settings(o, **more):
    all_ = {"model.name": "colour-unet", "train.batch": o.batch, "train.threads": 1} | more
    return [word for key, value in all_.items() for word in ("--set", f"{key}={value}")]


def plan(o):
    directory = WORK / "plan"
    most = max(map(int, o.executors.split(",")))
    print(perpixel(o, most, "plan", *settings(o), "--warm-up", o.plan_warm_up, "--random", "32x32",
                   "--images", o.images, "--executors", o.executors, "--averaging", o.averaging,
                   "--output", directory), file=sys.stderr)
    return json.loads((directory / "plan.json").read_text())


def train(o, workers):
    """Images a second by averaging; one application trains once for each."""
    data = images(o.images)
    directory = WORK / f"workers-{workers}"
    shutil.rmtree(directory, ignore_errors=True)
    values = o.averaging.split(",")
    sweep = ["train", "--sweep", "train.averaging=" + ",".join(values), *settings(o, **{
        "run.directory": directory, "data.directory": WORK, "data.input": data, "palette.file": data / "palette.npy",
        "train.workers": workers, "train.epochs": o.warm_up + o.epochs, "train.checkpoint-every": 1000,
        "report.gallery": 0})]
    perpixel(o, workers, *sweep)
    speeds = {}
    for k in values:
        lines = (directory / f"averaging-{k}" / "history.jsonl").read_text().splitlines()
        epochs = [json.loads(line)["images_per_second"] for line in lines]
        print(json.dumps({"executors": workers, "averaging": int(k), "epochs": [round(e) for e in epochs]}), flush=True)
        speeds[int(k)] = median(epochs[-o.epochs:])
    return speeds


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--master", default="local-cluster[EXECUTORS,1,1024]", help="EXECUTORS becomes their number")
    options.add_argument("--executors", default="1,2")
    options.add_argument("--averaging", default="1,5,20")
    options.add_argument("--batch", type=int, default=50)
    options.add_argument("--images", type=int, default=5000)
    options.add_argument("--warm-up", type=int, default=8, help="epochs of each run that are not counted")
    options.add_argument("--plan-warm-up", type=int, default=12, help="seconds")
    options.add_argument("--epochs", type=int, default=4, help="epochs counted")
    options.add_argument("--rounds", type=int, default=1, help="of plan and train in turn")
    options.add_argument("--prefix", default="", help="put before each command, such as a wrapper that waits for a quiet machine")
    o = options.parse_args()
    predicted, measured = {}, {}
    for _ in range(o.rounds):
        for p in plan(o)["predictions"]:
            predicted.setdefault((p["executors"], p["averaging"]), []).append(p["images_per_second"])
        for n in map(int, o.executors.split(",")):
            for k, speed in train(o, n).items():
                measured.setdefault((n, k), []).append(speed)
    for (n, k), speeds in sorted(measured.items()):
        p, m = median(predicted[n, k]), median(speeds)
        print(json.dumps({"executors": n, "averaging": k, "predicted": round(p), "measured": round(m),
                          "error_percent": round(100 * (p / m - 1), 1)}), flush=True)


if __name__ == "__main__":
    main()
