"""Makes the checkpoints beside this script, and expected.json with what PyTorch reads from them.

Run with PyTorch 2.x: python make_fixtures.py. Each file isolates one trait of the format. The floats in
expected.json are written so that they round-trip; NaN and infinities as strings.
"""

import collections
import json
import math
import os
import pathlib

import torch

HERE = pathlib.Path(__file__).parent
torch.manual_seed(7)


def every_dtype():
    reals = [0.0, -0.0, 1.5, -2.25, 65504.0, 6e-8, math.inf, -math.inf, math.nan]
    state = {
        "float": torch.tensor(reals),
        "double": torch.tensor([1 / 3, -1e300, math.nan], dtype=torch.float64),
        "half": torch.tensor(reals, dtype=torch.float16),
        "bfloat16": torch.tensor(reals + [3.0e38], dtype=torch.bfloat16),
        "long": torch.tensor([-(2**63), 2**63 - 1, 2**53 + 1]),
        "int": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
        "short": torch.tensor([-(2**15), 2**15 - 1], dtype=torch.int16),
        "char": torch.tensor([-128, 127], dtype=torch.int8),
        "byte": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
    }
    return state


def views():
    base = torch.arange(24.0)
    grid = base.view(4, 6)
    return {
        "base": base,
        "transposed": grid.t(),
        "strided": base[1::3],
        "offset": base[5:9],
        "block": grid[1:3, 2:5],
        "permuted": base.view(2, 3, 4).permute(2, 0, 1),
        "channels_last": torch.arange(48.0).view(2, 3, 2, 4).to(memory_format=torch.channels_last),
        "expanded": torch.arange(3.0).view(3, 1).expand(3, 4),
        "one_in_a_row": grid[:, 2:3],
    }


def shapes():
    return {
        "scalar": torch.tensor(4.5),
        "counter": torch.tensor(12),
        "empty": torch.zeros(0),
        "empty_rows": torch.zeros(3, 0, 2),
        "ones": torch.ones(1, 1, 1, 1, 1),
    }


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
        self.final = torch.nn.Conv2d(2, 3, 1)


def numbers(tensor):
    def plain(value):
        return str(value) if isinstance(value, float) and not math.isfinite(value) else value

    return [plain(v) for v in tensor.detach().reshape(-1).tolist()]


expected = {}


def save(name, checkpoint, state, **how):
    torch.save(checkpoint, HERE / name, **how)
    expected[name] = [
        {"name": key, "dtype": str(t.dtype), "shape": list(t.shape), "values": numbers(t)}
        for key, t in state.items()
        if isinstance(t, torch.Tensor)
    ]


def both(name, checkpoint, state):
    save(name + ".pth", checkpoint, state)
    save(name + "_legacy.pth", checkpoint, state, _use_new_zipfile_serialization=False)


both("dtypes", every_dtype(), every_dtype())
both("views", views(), views())
both("shapes", shapes(), shapes())

net = Net()
state = net.state_dict()
both("module", state, state)
for protocol in (1, 3, 4, 5):
    save(f"protocol{protocol}.pth", state, state, pickle_protocol=protocol)
    save(
        f"protocol{protocol}_legacy.pth",
        state,
        state,
        pickle_protocol=protocol,
        _use_new_zipfile_serialization=False,
    )
save("parameters.pth", dict(net.named_parameters()), dict(net.named_parameters()))

optimizer = torch.optim.Adam(net.parameters())
sum(p.sum() for p in net.parameters()).backward()
optimizer.step()
state = net.state_dict()
nested = {
    "epoch": 3,
    "best": 0.25,
    "history": [1.0, 0.5, {"a": (1, 2)}],
    "size": torch.Size([1, 2]),
    "seen": {1, 2},
    "big": 2**70,
    "negative": [-1, -300, -(2**40), -(2**64)],
    "device": torch.device("cpu"),
    "optimizer": optimizer.state_dict(),
    "state_dict": state,
}
both("nested", nested, state)
both("deeper", {"epoch": 1, "model": {"state_dict": state}}, state)
save("only.pth", {"epoch": 1, "generator": state}, state)
save("mixed.pth", {"epoch": 1, "name": "x", **state}, state)
wrapped = collections.OrderedDict(("module." + k, v) for k, v in state.items())
save("parallel.pth", wrapped, state)
save("compiled.pth", {"_orig_mod." + k: v for k, v in wrapped.items()}, state)

torch.serialization.set_crc32_options(False)
save("no_crc.pth", state, state)
torch.serialization.set_crc32_options(True)

# What must be refused, each with its reason in the test.
torch.save(torch.ones(2), HERE / "refused_tensor.pth")
torch.save({}, HERE / "refused_empty.pth")
torch.save({"g": dict(state), "d": dict(state)}, HERE / "refused_two.pth")
torch.save({"z": torch.zeros(2, dtype=torch.complex64)}, HERE / "refused_complex.pth")
torch.save(net, HERE / "refused_model.pth")
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), HERE / "refused_script.pth")
torch.save({"w": torch.zeros(2, dtype=torch.complex64).conj().imag}, HERE / "refused_negated.pth")


class Shell:
    def __reduce__(self):
        return os.system, ("echo broken into > broken_into",)


class Evaluator:
    def __reduce__(self):
        return eval, ("1 + 1",)


torch.save({"w": torch.ones(1), "x": Shell()}, HERE / "refused_system.pth")
torch.save({"w": torch.ones(1), "x": Evaluator()}, HERE / "refused_eval.pth", _use_new_zipfile_serialization=False)

with open(HERE / "expected.json", "w") as out:
    json.dump(expected, out, separators=(",", ":"))
