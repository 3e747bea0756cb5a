"""Prints the preflight's estimate beside the peak memory that fresh processes then took (VmHWM), in MiB.

Usage: python benchmarks/memory/compare.py [--quick]. Needs `mvn -Dmaven.test.skip=true package`. Each case is one
`perpixel bench` in a process of its own; nothing is timed, so other work on the machine does not matter.
"""

import argparse
import json
import pathlib
import subprocess
import sys

HOME = pathlib.Path(__file__).resolve().parents[2]
SMALL = ["--set", "widths=16,24,32,48,48", "--set", "head=16"]
HEAD64 = ["--set", "head=64"]
CASES = [
    ("train", "colour-unet", 100, "1x32x32", []),
    ("train", "colour-unet", 400, "1x32x32", []),
    ("infer", "colour-unet", 400, "1x32x32", []),
    ("train", "saliency", 8, "3x64x64", SMALL),
    ("train", "saliency", 64, "3x64x64", SMALL),
    ("train", "saliency", 1, "3x224x224", HEAD64),
    ("train", "saliency", 3, "3x224x224", HEAD64),
    ("infer", "saliency", 2, "3x224x224", HEAD64),
]


def measure(mode, model, batch, size, settings):
    command = [str(HOME / "submit" / "perpixel"), "bench", "--json", "--warm-up", "2", "--steps", "1"]
    command += ["--mode", mode, "--model", model, "--batch", str(batch), "--input", size, *settings]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output[output.index("{") :])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the model of full size")
    quick = parser.parse_args().quick
    worst = 0
    print("| work | estimate | measured | estimate / measured |\n|---|---|---|---|")
    for mode, model, batch, size, settings in CASES:
        if quick and settings == HEAD64:
            continue
        result = measure(mode, model, batch, size, settings)
        estimate, measured = result["estimated_rss_mb"], result["peak_rss_mb"]
        worst = max(worst, abs(estimate / measured - 1))
        what = f"{model} {' '.join(settings[1::2])} {mode}, batch {batch}, {size}"
        print(f"| {what} | {estimate} | {measured} | {estimate / measured:.2f} |", flush=True)
    if worst > 0.2:
        sys.exit(f"off by {worst:.0%}, more than 20 %")


if __name__ == "__main__":
    main()
