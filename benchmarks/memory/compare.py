"""Prints the preflight's estimates beside the peak memory (VmHWM) that whole processes then took, in MiB.

Usage: python benchmarks/memory/compare.py [--quick] [--only NAME]. Needs `mvn -Dmaven.test.skip=true package` and Linux.
Each case is one perpixel command in processes of its own, executors included; nothing is timed, so other work on the
machine does not matter. Exit code 1 if an estimate is off by more than 20 %.
"""

import argparse
import glob
import pathlib
import re
import subprocess
import sys
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
WORK = HOME / "target" / "memory"
LOCAL = ["--master", "local[2]"]
CLUSTER = ["--master", "local-cluster[2,1,3072]", "--conf"]
UNET = ["train", "--config", "conf/colourize-sample.conf", "--set", "train.batch=100", "--set", "train.epochs=3"]
SMALL = ["train", "--config", "conf/saliency.conf", "--set", "train.epochs=3"]
FULL = ["train", "--config", "conf/saliency.conf", "--set", "train.epochs=1", "--set", "data.format=pairs",
        "--set", f"data.input={WORK}/big", "--set", "model.widths=64,128,256,512,512", "--set", "data.limit=4",
        "--set", "report.gallery=1", "--set", "train.batch=1"]
SMALL_TABLE = f"{WORK}/data/synthetic-saliency-64x64-500-0-prepared/images"
FULL_TABLE = f"{WORK}/data/big-prepared/images"


def sets(*assignments):
    return [word for a in assignments for word in ("--set", a)]


# Name, Spark's options, command; `run` of an earlier case is the model of a later one.
CASES = [
    ("UNet, batch 100, plain loop", LOCAL, UNET + sets("train.loop=plain"), "unet"),
    ("UNet, batch 100, 2 workers", LOCAL, UNET + sets("train.workers=2"), None),
    ("UNet, batch 100, 2 executors", [*CLUSTER, "spark.executor.memory=1g"], UNET + sets("train.workers=2"), None),
    ("UNet, evaluate", LOCAL, ["evaluate", "--model", "@unet", "--input", "@labels", "--split", "test"], None),
    ("saliency small 64x64, 2 workers of batch 4", LOCAL, SMALL, "small"),
    ("saliency small 64x64, 2 workers of batch 32", LOCAL, SMALL + sets("train.batch=32"), None),
    ("saliency small 64x64, evaluate", LOCAL, ["evaluate", "--model", "@small", "--input", SMALL_TABLE, "--split", "validation"], None),
    ("saliency head 64, 224x224, 1 worker of batch 1", LOCAL, FULL + sets("model.head=64", "train.workers=1"), "full"),
    ("saliency head 64, 224x224, 2 workers of batch 1", LOCAL, FULL + sets("model.head=64"), None),
    ("saliency head 64, 224x224, 2 executors", [*CLUSTER, "spark.executor.memory=3g"], FULL + sets("model.head=64"), None),
    ("saliency head 64, evaluate", LOCAL, ["evaluate", "--model", "@full", "--input", FULL_TABLE, "--split", "validation"], None),
    ("saliency head 64, evaluate, 2 executors", [*CLUSTER, "spark.executor.memory=2g"],
     ["evaluate", "--model", "@full", "--input", FULL_TABLE, "--split", "validation"], None),
    ("saliency head 64, predict", LOCAL,
     ["predict", "--model", "@full", "--input", FULL_TABLE, "--output", f"{WORK}/maps"], None),
    ("saliency head 512, 224x224, 2 workers of batch 1", LOCAL, FULL + sets("model.head=512"), None),
]


def descendants(root):
    children = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            fields = pathlib.Path(stat).read_text().rsplit(")", 1)[1].split()
            children.setdefault(int(fields[1]), []).append(int(stat.split("/")[2]))
        except (OSError, IndexError):
            pass
    found, todo = [], [root]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def peak(pid):
    """Kind of process and its VmHWM in MiB; None for what is no JVM of ours."""
    try:
        command = pathlib.Path(f"/proc/{pid}/cmdline").read_text()
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    high = re.search(r"VmHWM:\s+(\d+)", status)
    if not high or "launcher.Main" in command:
        return None
    kind = "executor" if "CoarseGrainedExecutorBackend" in command else "driver" if "SparkSubmit" in command else None
    return (kind, int(high.group(1)) >> 10) if kind else None


def run(options, command):
    """Output of a command, and the highest peak of the driver and of an executor."""
    peaks = {}
    with open(WORK / "output.txt", "w+") as printed:
        process = subprocess.Popen([str(HOME / "submit" / "perpixel"), *options, *command], cwd=HOME,
                                   stdout=printed, stderr=subprocess.STDOUT)
        while process.poll() is None:
            for pid in descendants(process.pid):
                if found := peak(pid):
                    peaks[pid] = found
            time.sleep(0.2)
        printed.seek(0)
        output = printed.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return output, {k: max(v for kind, v in peaks.values() if kind == k) for k, _ in peaks.values()}


def mebibytes(pattern, text):
    found = re.search(pattern + r" about ([\d,]+) MiB", text)
    return int(found.group(1).replace(",", "")) if found else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the model of full size")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if not options.quick and not (WORK / "big").exists():
        run(LOCAL, ["synthesize", "saliency", "--to", f"{WORK}/big", "--images", "20", "--size", "224x224"])
    worst = 0
    print("| work | process | estimate | measured | estimate / measured |\n|---|---|---|---|---|")
    for name, spark, command, keep in CASES:
        if options.only not in name or (options.quick and "head" in name):
            continue
        directory = WORK / (keep or "run")
        subprocess.run(["rm", "-rf", directory, WORK / "maps"], check=True)
        tables = glob.glob(f"{WORK}/data/**/labels-*", recursive=True)
        labels = next((t for t in tables if not t.endswith("-rejects")), "")
        words = [labels if w == "@labels" else str(WORK / w[1:]) if w.startswith("@") else w for w in command]
        if words[0] == "train":
            words += sets(f"run.directory={directory}", f"data.directory={WORK}/data")
        output, peaks = run(spark, words)
        for process, pattern in (("driver", "(?:this process|the driver)"), ("executor", "an executor")):
            estimate = mebibytes(pattern, output)
            if estimate and process in peaks:
                ratio = estimate / peaks[process]
                worst = max(worst, abs(ratio - 1))
                print(f"| {name} | {process} | {estimate:,} | {peaks[process]:,} | {ratio:.2f} |", flush=True)
    if worst > 0.2:
        sys.exit(f"off by {worst:.0%}, more than 20 %")


if __name__ == "__main__":
    main()
