"""scikit-learn's Lloyd iterations on the distinct colours, weighted by their counts: a peer of KMeans.

Usage: python sklearn_kmeans.py PIXELS.npy INIT.npy   (needs scikit-learn; runs to the fixed point)
"""
import sys
import time

import numpy as np
from sklearn import __version__
from sklearn.cluster import KMeans

pixels = np.load(sys.argv[1]).astype(np.int64)
packed, counts = np.unique(pixels[:, 0] << 16 | pixels[:, 1] << 8 | pixels[:, 2], return_counts=True)
points = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], 1).astype(np.float64)
centres = np.load(sys.argv[2]).astype(np.float64)
start = time.perf_counter()
fit = KMeans(len(centres), init=centres, n_init=1, tol=0, max_iter=10_000, algorithm="lloyd").fit(points, sample_weight=counts)
print(f"scikit-learn {__version__}: {fit.n_iter_} iterations, inertia {fit.inertia_:.6f}, {time.perf_counter() - start:.2f} s")
