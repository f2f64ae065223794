"""Names for attached files: what the sender meant, without what could harm."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from functools import lru_cache

_MAX_LENGTH = 150
# Path separators, what Windows forbids, control characters, and marks that turn writing around ("exe.gpj").
_UNSAFE = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+')
_SPACE = re.compile(r"\s+")
_EXTRA = {
    "application/ms-tnef": ".dat",
    "application/pgp-encrypted": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/partial": ".eml",
    "message/external-body": ".txt",
    "text/calendar": ".ics",
    "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
}


def safe_name(name: str) -> str:
    """Return a file's name without folders, control characters or tricks; empty when nothing is left."""
    name = unicodedata.normalize("NFC", name)
    # "C:\\mail\\report.pdf" and "../../etc/passwd": only the last piece is a name.
    name = re.split(r"[\\/]", name.strip().rstrip("\\/"))[-1]
    name = _SPACE.sub(" ", _UNSAFE.sub("_", name)).strip(" .")
    if len(name) > _MAX_LENGTH:
        stem, dot, extension = name.rpartition(".")
        if dot and len(extension) <= 10:
            name = f"{stem[: _MAX_LENGTH - len(extension) - 1].rstrip()}.{extension}"
        else:
            name = name[:_MAX_LENGTH].rstrip()
    return name


@lru_cache(maxsize=256)
def extension(content_type: str) -> str:
    """Return the usual extension of a media type with its dot, or .bin."""
    return _EXTRA.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
