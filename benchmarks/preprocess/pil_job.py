"""The peer of the whole job: reads files, PIL and PyTorch, and writes the same columns by pyarrow.

Usage: python benchmarks/preprocess/pil_job.py SOURCE TABLE.parquet [CODEC]. Prints seconds of the loop, imports left out.
"""

import pathlib
import sys
import time

import pyarrow
import pyarrow.parquet
import torch

import pil_transform

SIDE = 224
BATCH = 64


def run(source, table, codec="snappy"):
    """Seconds."""
    torch.set_num_threads(1)
    start = time.perf_counter()
    schema = pyarrow.schema([
        ("id", pyarrow.string()), ("split", pyarrow.string()), ("height", pyarrow.int32()), ("width", pyarrow.int32()),
        ("channels", pyarrow.int32()), ("layout", pyarrow.string()), ("dtype", pyarrow.string()), ("data", pyarrow.binary()),
        ("label", pyarrow.int32())])
    options = {"compression": codec, "use_dictionary": ["split", "layout", "dtype"], "write_statistics": False}
    with pyarrow.parquet.ParquetWriter(table, schema, **options) as writer:
        files = sorted(source.iterdir())
        for i in range(0, len(files), BATCH):
            batch = files[i:i + BATCH]
            data = [pil_transform.tensor(file.read_bytes(), SIDE).numpy().tobytes() for file in batch]
            n = len(batch)
            columns = [[file.name for file in batch], ["all"] * n, [SIDE] * n, [SIDE] * n, [3] * n, ["CHW"] * n,
                       ["float32"] * n, data, [None] * n]
            arrays = [pyarrow.array(column, field.type) for column, field in zip(columns, schema)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
    return time.perf_counter() - start


if __name__ == "__main__":
    print(run(pathlib.Path(sys.argv[1]), *sys.argv[2:]))
