"""The whole preprocess job on one core, by Parquet codec: marginal images per second, start-up subtracted.

Usage: python benchmarks/preprocess/job.py [--codecs snappy,zstd,uncompressed] [--master local[1]]. Needs
`mvn -Dmaven.test.skip=true package`, and pyarrow. Beside it the same job by PIL, PyTorch and pyarrow, on one core (pil_job.py).
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import time

import pil_job
import pil_transform

HOME = pathlib.Path(__file__).resolve().parents[2]
WORK = HOME / "target" / "preprocess"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codecs", default="snappy,zstd,uncompressed")
    parser.add_argument("--master", default="local[1]")
    parser.add_argument("--size", default="450x350", help="width x height")
    parser.add_argument("--few", type=int, default=400)
    parser.add_argument("--many", type=int, default=2400)
    args = parser.parse_args()
    width, height = map(int, args.size.split("x"))
    pil_transform.draw(WORK / args.size, width, height, 40)
    files = sorted((WORK / args.size).iterdir())
    for codec in args.codecs.split(","):
        peer = args.few / pil_job.run(copies(files, args.few), WORK / "peer.parquet", codec.replace("uncompressed", "none"))
        seconds, megabytes = zip(*(run(files, n, codec, args.master) for n in (args.few, args.many)))
        rate = (args.many - args.few) / (seconds[1] - seconds[0])
        print(f"{args.master}, {codec}: {rate:.0f} images/s, PIL, PyTorch and pyarrow {peer:.0f}, ratio {rate / peer:.2f};"
              f" whole run {seconds[1]:.1f} s, {megabytes[1]:.0f} MB", flush=True)


def copies(files, count):
    """A directory of so many links."""
    source = WORK / f"copies-{files[0].parent.name}-{count}"
    source.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        if not (source / f"{i:06}.jpg").exists():
            os.link(files[i % len(files)], source / f"{i:06}.jpg")
    return source


def run(files, count, codec, master):
    """Seconds and megabytes."""
    output = WORK / "table"
    shutil.rmtree(output, ignore_errors=True)
    start = time.perf_counter()
    subprocess.run([HOME / "submit/perpixel", "--master", master, "--conf", f"spark.sql.parquet.compression.codec={codec}",
                    "preprocess", "--format", "images", "--input", copies(files, count), "--output", output,
                    "--stages", "rescale=224x224,to-tensor,normalize"], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, sum(file.stat().st_size for file in output.rglob("*.parquet")) / 1e6


if __name__ == "__main__":
    main()
