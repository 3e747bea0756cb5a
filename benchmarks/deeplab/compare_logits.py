"""How far two arrays of logits are apart, in parts of the largest value: python compare_logits.py EXPECTED.npy FOUND.npy"""

import sys

import numpy as np


def main():
    expected, found = (np.load(name) for name in sys.argv[1:3])
    if expected.shape != found.shape:
        sys.exit(f"shapes differ: {expected.shape} and {found.shape}")
    difference = np.abs(expected - found).max() / np.abs(expected).max()
    same = (expected.argmax(1) == found.argmax(1)).mean()
    print(f"largest difference {difference:.2e} of the largest value; the same class in {100 * same:.3f} % of the pixels")
    sys.exit(0 if difference <= 1e-4 else "more than 1e-4 apart")


if __name__ == "__main__":
    main()
