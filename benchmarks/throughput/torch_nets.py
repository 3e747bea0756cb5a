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


def norm(channels):
    return nn.BatchNorm2d(channels)


class Bottleneck(nn.Module):
    """Residual block of a ResNet-101: 1x1, 3x3, 1x1."""

    def __init__(self, channels, planes, stride, dilation, shortcut):
        super().__init__()
        out = 4 * planes
        self.body = nn.Sequential(
            nn.Conv2d(channels, planes, 1, bias=False), norm(planes), nn.ReLU(inplace=True),
            nn.Conv2d(planes, planes, 3, stride, dilation, dilation, bias=False), norm(planes), nn.ReLU(inplace=True),
            nn.Conv2d(planes, out, 1, bias=False), norm(out))
        self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), norm(out)) if shortcut else nn.Identity()

    def forward(self, x):
        return torch.relu_(self.body(x) + self.shortcut(x))


class DeepLab(nn.Module):
    """DeepLabv3 on a dilated ResNet, as torchvision has it, without the auxiliary head."""

    def __init__(self, blocks=(3, 4, 23, 3), base=64, aspp=256, rates=(12, 24, 36), classes=21):
        super().__init__()
        layers = [nn.Conv2d(3, base, 7, 2, 3, bias=False), norm(base), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
        channels, dilations = base, (1, 1, 2, 4)
        for layer, count in enumerate(blocks):
            planes = base << layer
            for i in range(count):
                dilation = dilations[layer - 1] if i == 0 and layer > 1 else dilations[layer]
                layers.append(Bottleneck(channels, planes, 2 if layer == 1 and i == 0 else 1, dilation, i == 0))
                channels = 4 * planes

        def branch(i, k, rate):
            return nn.Sequential(nn.Conv2d(i, aspp, k, padding=rate * (k // 2), dilation=rate, bias=False), norm(aspp),
                                 nn.ReLU(inplace=True))

        self.backbone = nn.Sequential(*layers)
        self.branches = nn.ModuleList([branch(channels, 1, 1), *(branch(channels, 3, rate) for rate in rates)])
        self.mean = nn.Sequential(nn.AdaptiveAvgPool2d(1), branch(channels, 1, 1))
        self.project = nn.Sequential(branch((len(rates) + 2) * aspp, 1, 1), nn.Dropout(0.5))
        self.head = nn.Sequential(branch(aspp, 3, 1), nn.Conv2d(aspp, classes, 1))

    def forward(self, x):
        y = self.backbone(x)
        mean = nn.functional.interpolate(self.mean(y), size=y.shape[-2:], mode="bilinear")
        y = self.head(self.project(torch.cat([*(b(y) for b in self.branches), mean], 1)))
        return nn.functional.interpolate(y, size=x.shape[-2:], mode="bilinear")


def numbers(text):
    """A whole number, or several with commas."""
    values = tuple(map(int, text.split(",")))
    return values if "," in text else values[0]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--model", default="colour-unet", choices=["colour-unet", "colour-cnn", "saliency", "deeplabv3"])
    options.add_argument("--set", action="append", default=[], help="a setting of saliency or deeplabv3: head=64, blocks=1,1,1,1")
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
    settings = {key: numbers(value) for key, value in (word.split("=") for word in o.set)}
    if o.model == "saliency":
        net = Saliency(**settings)
        y = torch.rand(o.batch, 1, height, width)
        loss = nn.BCEWithLogitsLoss()
        output = torch.sigmoid
    elif o.model == "deeplabv3":
        net = DeepLab(**settings)
        y = torch.randint(0, settings.get("classes", 21), (o.batch, height, width))
        loss = nn.CrossEntropyLoss()
        output = nn.Identity()
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
