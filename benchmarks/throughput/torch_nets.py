"""perpixel's networks in PyTorch, as the benchmarks' peer: channels_last, Adam, mean cross entropy."""

import argparse
import json
import resource
import time

import torch
from torch import nn


class ColourNet(nn.Module):
    """CNN, or UNet with skip connections; names as in perpixel's weight keys."""

    def __init__(self, skips, kernel=3, filters=32, colours=24, channels=1):
        super().__init__()
        self.skips = skips
        pad = kernel // 2

        def conv(i, o):
            return nn.Conv2d(i, o, kernel, padding=pad)

        def down(i, o):
            return nn.Sequential(conv(i, o), nn.MaxPool2d(2), nn.BatchNorm2d(o), nn.ReLU())

        def up(i, o):
            return nn.Sequential(conv(i, o), nn.Upsample(scale_factor=2), nn.BatchNorm2d(o), nn.ReLU())

        twice = 2 if skips else 1
        self.down1 = down(channels, filters)
        self.down2 = down(filters, 2 * filters)
        self.rf = nn.Sequential(conv(2 * filters, 2 * filters), nn.BatchNorm2d(2 * filters), nn.ReLU())
        self.up1 = up(twice * 2 * filters, filters)
        self.up2 = up(twice * filters, colours)
        self.final = conv(colours + (channels if skips else 0), colours)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(a)
        c = self.rf(b)
        if not self.skips:
            return self.final(self.up2(self.up1(c)))
        d = self.up1(torch.cat([c, b], 1))
        e = self.up2(torch.cat([d, a], 1))
        return self.final(torch.cat([e, x], 1))


class Saliency(nn.Module):
    """VGG16's convolutions, their mirror image with bilinear upsampling, one logit per pixel."""

    def __init__(self, widths=(64, 128, 256, 512, 512), head=512):
        super().__init__()
        outs = [*widths, *widths[:0:-1], head]
        layers, channels = [], 3
        for stage, (out, convolutions) in enumerate(zip(outs, (2, 2, 3, 3, 3, 3, 3, 3, 2, 2))):
            if 0 < stage < len(widths):
                layers.append(nn.MaxPool2d(2))
            elif stage > len(widths):
                layers.append(nn.Upsample(scale_factor=2, mode="bilinear"))
            for _ in range(convolutions):
                conv = nn.Conv2d(channels, out, 3, padding=1)
                nn.init.kaiming_normal_(conv.weight)
                nn.init.zeros_(conv.bias)
                layers += [conv, nn.ReLU(inplace=True)]
                channels = out
        self.layers = nn.Sequential(*layers, nn.Conv2d(channels, 1, 1))

    def forward(self, x):
        return self.layers(x)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--model", default="colour-unet", choices=["colour-unet", "colour-cnn", "saliency"])
    options.add_argument("--set", action="append", default=[], help="a setting of saliency: head=64")
    options.add_argument("--batch", type=int, default=100)
    options.add_argument("--input", default="1x32x32")
    options.add_argument("--mode", default="train", choices=["train", "infer"])
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--warm-up", type=int, default=10)
    options.add_argument("--steps", type=int, default=40)
    o = options.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    channels, height, width = map(int, o.input.split("x"))
    settings = {key: int(value) for key, value in (word.split("=") for word in o.set)}
    if o.model == "saliency":
        net = Saliency(**settings)
        y = torch.rand(o.batch, 1, height, width)
        loss = nn.BCEWithLogitsLoss()
        output = torch.sigmoid
    else:
        net = ColourNet(o.model == "colour-unet", channels=channels, **settings)
        y = torch.randint(0, 24, (o.batch, height, width))
        loss = nn.CrossEntropyLoss()
        output = nn.Identity()
    net = net.to(memory_format=torch.channels_last)
    x = torch.rand(o.batch, channels, height, width).to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(net.parameters(), 1e-3)

    def train():
        adam.zero_grad()
        value = loss(net(x), y)
        value.backward()
        adam.step()
        return value.item()

    def infer():
        with torch.no_grad():
            return output(net(x))

    if o.mode == "infer":
        net.eval()
    step = train if o.mode == "train" else infer
    times = []
    for i in range(o.warm_up + o.steps):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    times = sorted(times[o.warm_up:])
    median = times[len(times) // 2]
    print(json.dumps({
        "images_per_second": o.batch / median,
        "step_ms": median * 1000,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "kernels": "torch " + torch.__version__,
    }))


if __name__ == "__main__":
    main()
