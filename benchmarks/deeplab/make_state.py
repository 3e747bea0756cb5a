"""A full-size DeepLabv3 with random weights, made by torchvision: its state dict, an image, and what PyTorch makes of it.

python benchmarks/deeplab/make_state.py DIRECTORY [--size 224x224]

writes state.pth (676 keys, the auxiliary head among them), state_legacy.pth (the same in the old format), image.npy and
logits.npy (NCHW float32). Then

submit/perpixel import-weights --model deeplabv3 --from DIRECTORY/state.pth --to DIRECTORY/deeplabv3.zip
submit/perpixel predict --model DIRECTORY/deeplabv3.zip --tensor DIRECTORY/image.npy --output DIRECTORY/ours.npy
python benchmarks/deeplab/compare_logits.py DIRECTORY/logits.npy DIRECTORY/ours.npy
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torchvision.models.segmentation import deeplabv3_resnet101


def main():
    options = argparse.ArgumentParser()
    options.add_argument("directory", type=Path)
    options.add_argument("--size", default="224x224")
    o = options.parse_args()
    height, width = map(int, o.size.split("x"))
    torch.manual_seed(0)
    net = deeplabv3_resnet101(weights=None, weights_backbone=None, num_classes=21, aux_loss=True)
    image = torch.randn(1, 3, height, width)
    # Running statistics like those of a trained network: what its own layers put out, here for noise. With the initial 0 and 1
    # the signal would double in every block. Scales differ from 1, so that no array can be mistaken for another, and those that
    # end a block are small, as training makes them: otherwise 33 random blocks blow rounding up to 2e-4 in PyTorch itself.
    with torch.no_grad():
        for name, module in net.named_modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.weight.uniform_(*((0.1, 0.5) if name.endswith("bn3") else (0.5, 1.5)))
                module.bias.normal_(0, 0.2)
                module.momentum = None
        net.train()
        for _ in range(2):
            net(torch.randn(2, 3, 96, 96))
        net.eval()
        logits = net(image)["out"]
    o.directory.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), o.directory / "state.pth")
    torch.save(net.state_dict(), o.directory / "state_legacy.pth", _use_new_zipfile_serialization=False)
    np.save(o.directory / "image.npy", image.numpy())
    np.save(o.directory / "logits.npy", logits.numpy())
    with torch.no_grad():
        exact = net.double()(image.double())["out"]
    rounding = ((logits - exact).abs().max() / exact.abs().max()).item()
    print(f"{len(net.state_dict())} keys, {sum(p.numel() for p in net.parameters())} parameters, "
          f"logits {logits.min():.3f} to {logits.max():.3f}, "
          f"PyTorch's own rounding {rounding:.1e} of the largest value")


if __name__ == "__main__":
    main()
