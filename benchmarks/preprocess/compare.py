"""perpixel's transform beside PIL and PyTorch, one core each, alternating in one run; and two threads beside one.

Usage: python benchmarks/preprocess/compare.py [--rounds 5] [--seconds 2]. Needs `mvn -Dmaven.test.skip=true package`.
"""

import argparse
import pathlib
import statistics
import subprocess

import pil_transform

HOME = pathlib.Path(__file__).resolve().parents[2]
JAR = HOME / "target" / "perpixel.jar"
STAGES = "rescale=224x224,to-tensor,normalize"
WARM_UP = 8


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--images", type=int, default=40, help="per size")
    parser.add_argument("--sizes", default="450x350,640x480", help="width x height")
    parser.add_argument("--classpath", default=str(JAR))
    parser.add_argument("--jvm", default="-Xmx2g", help="options of the JVM, separated by spaces")
    args = parser.parse_args()
    for size in args.sizes.split(","):
        compare(size, args)


def compare(size, args):
    width, height = map(int, size.split("x"))
    directory = HOME / "target" / "preprocess" / size
    pil_transform.draw(directory, width, height, args.images)
    files = [file.read_bytes() for file in sorted(directory.iterdir())]
    command = ["java", *args.jvm.split(), "-cp", args.classpath, str(HOME / "benchmarks/preprocess/TransformBenchmark.java"),
               str(directory), STAGES]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as java:
        def ours(threads, seconds):
            java.stdin.write(f"{threads} {seconds}\n")
            java.stdin.flush()
            return float(java.stdout.readline())

        ours(1, WARM_UP)
        pil_transform.rate(files, 1)
        rounds = [(ours(1, args.seconds), pil_transform.rate(files, args.seconds), ours(2, args.seconds))
                  for _ in range(args.rounds)]
        java.stdin.close()
    median = [statistics.median(column) for column in zip(*rounds)]
    ratios = sorted(one / peer for one, peer, _ in rounds)
    scaling = sorted(two / one for one, _, two in rounds)
    print(f"{size} JPEG, {sum(map(len, files)) / len(files) / 1e3:.0f} kB, to 224x224:"
          f" perpixel {median[0]:.0f} images/s, PIL + PyTorch {median[1]:.0f},"
          f" ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f});"
          f" two threads {median[2]:.0f}, {statistics.median(scaling):.2f} times one"
          f" ({scaling[0]:.2f} to {scaling[-1]:.2f})", flush=True)


if __name__ == "__main__":
    main()
