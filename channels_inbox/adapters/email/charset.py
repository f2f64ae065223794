"""Turn bytes of a claimed, wrong or missing charset into text; never raise."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Names mailers write that Python does not know, and narrow names whose wider form is what was meant
# (the WHATWG Encoding Standard makes the same choices for the same reason).
_ALIASES = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "ansi": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "x-ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-8": "cp1255",
    "iso-8859-8-i": "cp1255",
    "iso-8859-8-e": "cp1255",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "dos-874": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "windows-936": "gb18030",
    "ms936": "gb18030",
    "x-euc-cn": "gb18030",
    "euc-cn": "gb18030",
    "chinese": "gb18030",
    "gb-18030": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "big-5": "cp950",
    "x-x-big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "korean": "cp949",
    "windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ce": "mac_latin2",
    "koi8-ru": "koi8_u",
    "koi": "koi8_r",
    "koi8": "koi8_r",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-cp1250": "cp1250",
    "unicode-1-1-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8",
    "utf8mb4": "utf_8",
    "utf-8-mac": "utf_8",
    "cp65001": "utf_8",
    "unicode": "utf_16",
    "ucs-2": "utf_16",
}
# Charsets of which any eight-bit text is a valid spelling: being decodable proves nothing.
_ANYTHING_GOES = frozenset({"cp1252", "cp1254", "iso8859-15", "iso8859-2", "cp1250"})
_ONE_BY_ONE = frozenset({"cp1250", "cp1254", "iso8859-2"})
# Python codecs that are no charsets, or that do work out of proportion to their input.
_NOT_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_UTF8_RUN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@lru_cache(maxsize=256)
def codec_name(charset: str) -> str | None:
    """Return Python's name for a charset as mailers write it, or None when there is none."""
    name = charset.strip().strip("\"';,").strip().lower()
    for candidate in (name, name.replace("_", "-"), name.removeprefix("x-"), re.sub(r"^charset=", "", name)):
        alias = _ALIASES.get(candidate)
        if alias:
            return alias
        windows = re.fullmatch(r"(?:x-)?(?:windows|win|cp|ms|ibm)[-_ ]?(\d{3,5})", candidate)
        try:
            info = codecs.lookup(f"cp{windows[1]}" if windows else candidate)
        except (LookupError, ValueError):
            continue
        # _is_text_encoding is how CPython itself tells "utf-8" from "zip" and "rot13".
        if info.name in _NOT_TEXT or not getattr(info, "_is_text_encoding", True):
            return None
        return _ALIASES.get(info.name, info.name)
    return None


def decode(data: bytes, charset: str = "", *, hint: str = "", guess: bool = False) -> str:
    """Return the text of `data`, trusting the bytes before the label.

    Order: plain ASCII, the declared charset, UTF-8, the hint (an HTML meta tag, a neighbour's charset), Windows-1252,
    or first a guess by the script, which costs milliseconds. What stays undecodable becomes U+FFFD. NUL and other
    control characters are dropped.
    """
    return clean(_decode(data, charset, hint, guess))


def clean(text: str) -> str:
    """Drop what PostgreSQL or a browser cannot hold: NUL, control characters, lone surrogates, a leading mark."""
    if _UNFIT.search(text):
        text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    return text.lstrip("\ufeff")


def _decode(data: bytes, charset: str, hint: str, guess: bool) -> str:
    codec = codec_name(charset) if charset else None
    if data.isascii() and (codec is None or codec in _ANYTHING_GOES or codec == "utf-8"):
        if b"\x1b$" in data or b"\x1b(J" in data:
            return _strict(data, "iso2022_jp_ext") or data.decode("ascii")
        return data.decode("ascii")
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) % 2 == 0:
        return data.decode("utf-16", "replace")
    if codec is None or codec in _ANYTHING_GOES:
        text = _strict(data, "utf-8")
        if text is not None:
            return text
    if codec is not None:
        text = _strict(data, codec)
        if text is not None:
            return text
        if codec != "utf-8":
            text = _strict(data, "utf-8")
            if text is not None:
                return text
        elif _mostly_utf8(data):
            return data.decode("utf-8", "replace")
        if codec not in ("utf-8", "cp1252"):
            return data.decode(codec, "replace")
    for other in (hint, meta_charset(data)):
        other_codec = codec_name(other) if other else None
        if other_codec and other_codec != "utf-8":
            text = _strict(data, other_codec)
            if text is not None:
                return text
    text = _strict(data, detect(data) or "cp1252") if guess else _strict(data, "cp1252")
    return text if text is not None else _cp1252(data)


def meta_charset(data: bytes) -> str:
    """Return the charset an HTML page names in its head, or an empty text."""
    found = _META.search(data, 0, 4096)
    return found[1].decode("ascii") if found else ""


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _mostly_utf8(data: bytes) -> bool:
    """Tell damaged UTF-8 from text of another charset labelled UTF-8."""
    high = sum(map(len, _HIGH_RUN.findall(data)))
    return high > 0 and sum(map(len, _UTF8_RUN.findall(data))) * 2 > high


_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def detect(data: bytes) -> str:
    """Guess the codec by the look of the bytes; an empty text when nothing speaks for anything but Western writing.

    Letters of other scripts come in crowds, accented Latin letters one by one: only a crowd makes any answer of the
    detector believable, and one by one only its Central European and Turkish ones.
    """
    # Imported here: it loads its models, and hardly any mail needs it.
    import chardet

    sample = data[:20_000]
    found = chardet.detect(sample)
    codec = codec_name(found["encoding"] or "") or ""
    crowded = sum(map(len, _HIGH_RUN.findall(sample))) * 10 > len(sample) * 3
    return codec if crowded or (codec in _ONE_BY_ONE and found["confidence"] >= 0.1) else ""


def _cp1252(data: bytes) -> str:
    """Decode Windows-1252, its five empty places included, as browsers do."""
    return "".join(_CP1252[byte] for byte in data)


_CP1252 = [bytes([b]).decode("cp1252", "replace") for b in range(256)]
