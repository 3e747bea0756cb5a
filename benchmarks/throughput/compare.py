"""Alternates perpixel and PyTorch on the same work and prints medians and their ratio.

python benchmarks/throughput/compare.py [--rounds 5] [--stock] [options of torch_nets.py]
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]

# PyTorch frees and allocates its activations in each step. With glibc's defaults that memory goes back to the system and comes
# as fresh pages, which on some virtual machines takes longer than the arithmetic; the peer is measured without this handicap.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "-1", "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TOP_PAD_": "268435456"}


def last_json(command, **environment):
    """Runs a command and parses the JSON object that its output ends with."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | environment)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout[done.stdout.index("{"):])


def main():
    words = sys.argv[1:]
    stock = "--stock" in words
    if stock:
        words.remove("--stock")
    rounds = 5
    if "--rounds" in words:
        at = words.index("--rounds")
        rounds = int(words[at + 1])
        del words[at:at + 2]
    defaults = {"--model": "colour-unet", "--batch": "100", "--input": "1x32x32", "--threads": str(os.cpu_count())}
    if "saliency" in words:
        defaults |= {"--batch": "2", "--input": "3x224x224", "--warm-up": "3", "--steps": "9"}
    if "deeplabv3" in words:
        defaults |= {"--batch": "1", "--input": "3x224x224", "--mode": "infer", "--warm-up": "3", "--steps": "9"}
    for option, default in defaults.items():
        if option not in words:
            words += [option, default]
    ours = [ROOT / "submit" / "perpixel", "bench", *words, "--json"]
    peer = [sys.executable, ROOT / "benchmarks" / "throughput" / "torch_nets.py", *words]
    pairs = []
    for i in range(rounds):
        a, b = last_json(ours), last_json(peer, **KEEP_MEMORY)
        pairs.append((a, b))
        print(f"round {i + 1}: perpixel {a['images_per_second']:.4g} images/s, {b['kernels']} "
              f"{b['images_per_second']:.4g}, ratio {a['images_per_second'] / b['images_per_second']:.2f}")
    speeds = [median(p[side]["images_per_second"] for p in pairs) for side in (0, 1)]
    ratio = median(a["images_per_second"] / b["images_per_second"] for a, b in pairs)
    memory = [median(p[side]["peak_rss_mb"] for p in pairs) for side in (0, 1)]
    print(f"{' '.join(words)}: perpixel {speeds[0]:.4g} images/s, PyTorch {speeds[1]:.4g}; median ratio {ratio:.2f}; "
          f"peak memory {memory[0]:.0f} MB, {memory[1]:.0f} MB")
    if stock:
        jars = f"target/perpixel.jar:{(ROOT / 'target' / 'spark.classpath').read_text()}"
        dl4j = last_json(["java", "-cp", jars, ROOT / "benchmarks" / "throughput" / "StockUNet.java"])
        print(f"stock DL4J: {dl4j['images_per_second']:.0f} images/s; perpixel is "
              f"{speeds[0] / dl4j['images_per_second']:.1f} times as fast")


if __name__ == "__main__":
    main()
