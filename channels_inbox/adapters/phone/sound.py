"""A sound for calls nobody made: the tone of a free line, as telephones carry it."""

from __future__ import annotations

import io
import math
import wave

RATE = 8000
_HERTZ = 425


def tones(seconds: int) -> bytes:
    """Return a WAV file: a second of tone, a second of silence, and so on."""
    seconds = max(1, min(seconds, 30))
    tone = bytes(int(128 + 40 * math.sin(2 * math.pi * _HERTZ * n / RATE)) for n in range(RATE))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(RATE)
        for second in range(seconds):
            out.writeframes(tone if second % 2 == 0 else b"\x80" * RATE)
    return file.getvalue()
