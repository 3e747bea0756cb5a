"""Makes the arrays beside this script: 0, 1, … 23 of shape 2 x 3 x 4 in each form that NumPy writes."""

import pathlib

import numpy as np
from numpy.lib import format as npy

HERE = pathlib.Path(__file__).parent
values = np.arange(24).reshape(2, 3, 4)

for dtype in ("<f2", "<f4", "<f8", ">f4", ">i2", "<i8", "<i4", "<i2", "|i1", "|u1"):
    name = dtype.replace("<", "little_").replace(">", "big_").replace("|", "")
    np.save(HERE / f"{name}.npy", values.astype(dtype))
np.save(HERE / "fortran.npy", np.asfortranarray(values.astype(np.float32)))
for version in (2, 3):
    with open(HERE / f"version{version}.npy", "wb") as out:
        npy.write_array(out, values.astype(np.float32), version=(version, 0))

np.save(HERE / "scalar.npy", np.float32(4.5))
np.save(HERE / "vector.npy", np.array([1.5, -2.0], dtype=np.float32))
np.save(HERE / "empty.npy", np.zeros((3, 0), dtype=np.float32))
np.save(HERE / "bool.npy", np.array([True, False]))
np.save(HERE / "refused_complex.npy", np.zeros(2, dtype=np.complex64))
np.save(HERE / "refused_unsigned.npy", np.zeros(2, dtype=np.uint32))
np.save(HERE / "refused_fields.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save(HERE / "refused_objects.npy", np.array([{}], dtype=object), allow_pickle=True)
