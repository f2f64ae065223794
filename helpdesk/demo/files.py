"""Small real files for the stories' attachments: pictures, PDFs, texts. Made here, so none lies in the tree."""

from __future__ import annotations

import random
import struct
import zlib
from functools import cache

# Sky, steel, paper, espresso, leaf.
_TINTS = [(0x3B, 0x6E, 0x8F), (0x8A, 0x8F, 0x95), (0xC9, 0xB8, 0x98), (0x5A, 0x3A, 0x28), (0x4F, 0x7A, 0x5A)]

_PAGES = {
    "vat": ["Company registered for value added tax", "Number: EU 372 045 118"],
    "invoice": ["Halden Coffee Machines AB, Hamngatan 4, Gothenburg", "VAT SE 556000 0167 01", "", "Paid. Thank you."],
    "offer": ["Halden Coffee Machines AB, Hamngatan 4, Gothenburg", "", "Valid for 60 days."],
    "return": ["Put this on the outside of the box.", "Halden Coffee Machines AB, Hamngatan 4, Gothenburg"],
    "drawing": ["Height 41.5 cm, with the tank lid open 52 cm", "Width 38 cm, depth 46 cm"],
    "receipt": ["Halden Coffee Machines AB, Hamngatan 4, Gothenburg", "", "Paid by card. Thank you."],
    "employer": ["Please make it out to the name in my signature,", "care of accounting, same address as the order."],
    "payment": ["Transfer executed", "To: Halden Coffee Machines AB"],
}


@cache
def make_file(name: str) -> tuple[str, bytes]:
    """Return content type and bytes for a file name: .png a picture, .pdf a page, else a text."""
    if name.endswith(".png"):
        return "image/png", picture(random.Random(name))  # noqa: S311
    title = name.rpartition(".")[0].replace("-", " ")
    lines = [title.capitalize(), "", *_PAGES.get(title.split(" ")[0], ["Halden Coffee Machines", "Gothenburg"])]
    if name.endswith(".pdf"):
        return "application/pdf", page(lines)
    return "text/plain", ("\n".join(lines) + "\n").encode()


def picture(rng: random.Random, *, width: int = 200, height: int = 150) -> bytes:
    """Return a PNG that looks like a badly lit photograph: a wall, a counter, and a round thing on it."""
    wall, counter, thing = rng.sample(_TINTS, 3)
    horizon = int(height * rng.uniform(0.55, 0.75))
    cx, cy, radius = rng.uniform(0.3, 0.7) * width, horizon - 18, rng.uniform(22, 38)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        light = 1.15 - 0.5 * y / height
        for x in range(width):
            inside = (x - cx) ** 2 + (y - cy) ** 2 < radius**2
            red, green, blue = thing if inside else (wall if y < horizon else counter)
            shade = light * (1.05 - 0.3 * abs(x - cx) / width)
            rows += bytes((min(255, int(red * shade)), min(255, int(green * shade)), min(255, int(blue * shade))))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def page(lines: list[str]) -> bytes:
    """Return a one-page PDF 1.4 with the lines in Helvetica (ISO 32000-1, 7.5)."""
    escaped = [
        line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        for line in lines
    ]
    text = b"BT /F1 12 Tf 72 770 Td 18 TL " + b" ".join(b"(" + line + b") Tj T*" for line in escaped) + b" ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
            b"/Resources << /Font << /F1 4 0 R >> >> >>"
        ),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
