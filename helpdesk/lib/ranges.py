"""Parts of a file, as players and interrupted downloads ask for them (RFC 9110, section 14)."""

from __future__ import annotations

import re

from django.http import FileResponse, HttpRequest, HttpResponse
from whitenoise.responders import SlicedFile

_ONE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)


def in_part(response: FileResponse, request: HttpRequest) -> FileResponse | HttpResponse:
    """Answer with the one range that was asked for; with the whole file where none was, or several.

    A range beyond the end is a 416. What has a condition (`If-Range`) gets the whole: our files carry no tags.
    """
    response["Accept-Ranges"] = "bytes"
    asked = request.headers.get("Range", "")
    if request.method != "GET" or not asked or "If-Range" in request.headers:
        return response
    found = _ONE.fullmatch(asked)
    if found is None or found[1] == found[2] == "":
        return response
    size = int(response["Content-Length"])
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]) if found[1] and found[2] else size - 1, size - 1)
    if found[1] and found[2] and int(found[2]) < first:
        return response
    file = response.file_to_stream
    assert file is not None
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    response.streaming_content = SlicedFile(file, first, last)
    response.status_code = 206
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return response
