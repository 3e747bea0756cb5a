"""Makes the pictures of PictureFormatsTest and, as .npy, what PIL makes of each: python make.py DIRECTORY (Pillow 12.3)."""
import io, pathlib, struct, sys, zlib
import numpy as np
from PIL import Image, ImageOps
OUT = pathlib.Path(sys.argv[1]); OUT.mkdir(parents=True, exist_ok=True)
r = np.random.default_rng(7)
H, W = 37, 53
yy, xx = np.mgrid[0:H, 0:W]
base = np.stack([xx * 255 // (W - 1), yy * 255 // (H - 1), (xx * yy) % 256], -1).astype("u1")
base[8:20, 10:30] = r.integers(0, 256, (12, 20, 3))
rgb = Image.fromarray(base)
def put(name, image, **kw):
    image.save(OUT / name, **kw)
# JPEG
put("baseline-420.jpg", rgb, quality=90)
put("baseline-422.jpg", rgb, quality=85, subsampling=1)
put("baseline-444.jpg", rgb, quality=75, subsampling=0)
put("progressive.jpg", rgb, quality=80, progressive=True)
put("grey.jpg", rgb.convert("L"), quality=80)
put("restart.jpg", rgb, quality=80, restart_marker_blocks=2)
put("cmyk.jpg", rgb.convert("CMYK"), quality=90)
put("rgb-adobe.jpg", rgb, quality=90, keep_rgb=True)
for o in range(2, 9):
    e = Image.Exif(); e[0x0112] = o
    put(f"exif-{o}.jpg", rgb.crop((0, 0, 29, 19)), quality=90, exif=e)
# YCCK: PIL writes CMYK only with transform 0; convert the components and patch the Adobe marker to 2
y = Image.merge("CMYK", (*rgb.convert("YCbCr").split(), rgb.convert("L")))
b = io.BytesIO(); y.save(b, "JPEG", quality=90); d = bytearray(b.getvalue())
i = d.find(b"Adobe"); d[i + 11] = 2
(OUT / "ycck.jpg").write_bytes(d)
# PNG
put("rgb.png", rgb)
put("grey.png", rgb.convert("L"))
put("grey1.png", rgb.convert("1"))
put("palette.png", rgb.quantize(17))
rgba = rgb.copy(); rgba.putalpha(Image.fromarray((xx * 4 % 256).astype("u1")))
put("rgba.png", rgba)
put("la.png", rgba.convert("LA"))
p = rgb.quantize(40); put("palette-trns.png", p, transparency=3)
put("rgb-trns.png", rgb, transparency=(0, 0, 0))
put("grey16.png", Image.fromarray((xx * 1200 + yy * 7).astype("u2")))
def chunk(t, data): return struct.pack(">I", len(data)) + t + data + struct.pack(">I", zlib.crc32(t + data))
def png(w, h, depth, kind, rows, interlace=0, extra=b""):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, interlace)) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
deep = (base.astype(">u2") * 257 + (xx[..., None] % 7)).astype(">u2")
(OUT / "rgb16.png").write_bytes(png(W, H, 16, 2, b"".join(b"\0" + row.tobytes() for row in deep)))
deepa = np.concatenate([deep, np.full((H, W, 1), 30000, ">u2")], -1)
(OUT / "rgba16.png").write_bytes(png(W, H, 16, 6, b"".join(b"\0" + row.tobytes() for row in deepa)))
ga = np.concatenate([deep[..., :1], np.full((H, W, 1), 30000, ">u2")], -1)
(OUT / "la16.png").write_bytes(png(W, H, 16, 4, b"".join(b"\0" + row.tobytes() for row in ga)))
for bits in (2, 4):
    v = (xx % (1 << bits)).astype("u1")
    rows = b""
    per = 8 // bits
    for row in v:
        row = np.pad(row, (0, -W % per)).reshape(-1, per)
        packed = np.zeros(len(row), "u1")
        for k in range(per): packed |= row[:, k] << (8 - bits * (k + 1))
        rows += b"\0" + packed.tobytes()
    (OUT / f"grey{bits}.png").write_bytes(png(W, H, bits, 0, rows))
passes = [(0,0,8,8),(4,0,8,8),(0,4,4,8),(2,0,4,4),(0,2,2,4),(1,0,2,2),(0,1,1,2)]
rows = b""
for x0,y0,dx,dy in passes:
    sub = base[y0::dy, x0::dx]
    for row in sub:
        if row.size: rows += b"\0" + row.tobytes()
(OUT / "interlaced.png").write_bytes(png(W, H, 8, 2, rows, 1))
# GIF
put("palette.gif", rgb.quantize(64))
put("transparent.gif", p, transparency=5)
frames = [rgb.quantize(16), rgb.transpose(Image.FLIP_LEFT_RIGHT).quantize(16)]
frames[0].save(OUT / "animated.gif", save_all=True, append_images=frames[1:])
put("grey.gif", rgb.convert("L"))
small = rgb.crop((0, 0, 20, 10)).quantize(8)
b = io.BytesIO(); small.save(b, "GIF"); d = bytearray(b.getvalue())
struct.pack_into("<HH", d, 6, W, H)   # a larger screen
i = d.find(b",\0\0\0\0"); struct.pack_into("<HH", d, i + 1, 7, 5)
(OUT / "offset.gif").write_bytes(d)
put("interlaced.gif", rgb.quantize(64), interlace=True)
# BMP
put("rgb.bmp", rgb); put("palette.bmp", rgb.quantize(200)); put("grey.bmp", rgb.convert("L")); put("bits1.bmp", rgb.convert("1"))
put("rgba.bmp", rgba)
def bmp16():
    v = ((base[...,0].astype("u2")>>3)<<10)|((base[...,1].astype("u2")>>3)<<5)|(base[...,2]>>3)
    rows=b"".join(np.pad(row,(0,W%2)).astype("<u2").tobytes() for row in v[::-1])
    return b"BM"+struct.pack("<IHHI",54+len(rows),0,0,54)+struct.pack("<IiiHHIIiiII",40,W,H,1,16,0,len(rows),2835,2835,0,0)+rows
(OUT/"rgb555.bmp").write_bytes(bmp16())
def rle8():
    q=rgb.quantize(60); a=np.asarray(q); pal=bytes(q.getpalette())[:180].ljust(180,b"\0")
    rows=b""
    for row in a[::-1]:
        for v in row: rows+=bytes([1,v])
        rows+=b"\0\0"
    rows+=b"\0\1"
    table=b"".join(bytes([pal[3*i+2],pal[3*i+1],pal[3*i],0]) for i in range(60))
    off=54+len(table)
    return b"BM"+struct.pack("<IHHI",off+len(rows),0,0,off)+struct.pack("<IiiHHIIiiII",40,W,H,1,8,1,len(rows),2835,2835,60,60)+table+rows
(OUT/"rle8.bmp").write_bytes(rle8())

# WebP
put("lossy.webp", rgb, quality=80); put("lossless.webp", rgb, lossless=True); put("rgba.webp", rgba, lossless=True); put("lossy-alpha.webp", rgba, quality=70)
for f in sorted(OUT.iterdir()):
    if f.suffix in (".npy", ".py"): continue
    im = Image.open(f)
    a = np.asarray(im.convert("RGB"))
    if im.mode == "I;16":
        # PIL cuts 16-bit grey off at 255, to white; all other 16-bit images keep the upper 8 bits.
        a = np.repeat((np.asarray(im) >> 8).astype("u1")[..., None], 3, -1)
    np.save(str(f) + ".npy", a)
    if f.name.startswith("exif-"):
        np.save(str(f) + ".upright.npy", np.asarray(ImageOps.exif_transpose(im).convert("RGB")))
    if f.name == "baseline-420.jpg":
        im = Image.open(f)
        im.draft("RGB", (W // 2, H // 2))
        np.save(str(f) + ".half.npy", np.asarray(im.convert("RGB")))
