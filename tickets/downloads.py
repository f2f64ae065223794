"""Hand out files of strangers so that they harm nobody, the same way at every door."""

from __future__ import annotations

from typing import Protocol

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse

from helpdesk.lib.ranges import in_part
from helpdesk.lib.sniffing import PICTURES

__all__ = ["PICTURES", "SOUNDS", "hand_out"]

# Sound every browser plays without running anything.
SOUNDS = frozenset({"audio/mpeg", "audio/wav", "audio/x-wav", "audio/ogg", "audio/mp4", "audio/webm"})


class Stored(Protocol):
    """A row with a file: an attachment, a picture of an article or of a post."""

    file: FieldFile
    name: str
    content_type: str


def hand_out(request: HttpRequest, file: Stored, *, shown: bool = False) -> FileResponse | HttpResponse:
    """Answer with a file to be saved; a picture or a sound may be `shown` instead. Raises FileNotFoundError.

    A player gets the part it asks for. Who may have it is the caller's to decide.
    """
    harmless = shown and file.content_type in PICTURES | SOUNDS
    response = FileResponse(
        file.file.open("rb"),
        as_attachment=not harmless,
        filename=file.name,
        content_type=file.content_type if harmless else "application/octet-stream",
    )
    # Whatever a stranger sent, it runs nothing here.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return in_part(response, request)
