"""Read the data of one mail (RFC 5321, 4.1.1.4) in whole pieces rather than line by line."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from channels_inbox.adapters.email.transport.traffic import Hold

CHUNK = 256 * 1024
END = b"\r\n.\r\n"
IDLE_SECONDS = 180  # RFC 5321, 4.5.3.2.5
TOTAL_SECONDS = 15 * 60

TOO_BIG = "552 5.3.4 Message is bigger than the {limit} bytes this mailbox takes"
NO_ROOM = "452 4.3.1 Too much mail at the moment, try again later"


@dataclass(frozen=True)
class Data:
    """A mail as it came, dots removed, or why it was not kept."""

    content: bytes = b""
    refusal: str = ""
    # The client spoke on before it had our answer: forbidden here, and how mail is smuggled.
    hasty: bool = False


async def read_data(reader: asyncio.StreamReader, *, limit: int, hold: Hold) -> Data:
    """Read up to the line with a single dot; only CRLF.CRLF ends a mail, never a bare LF.

    What is too big is read to its end and forgotten on the way, so that the client hears why.
    Lines may have any length: real mailers break the 998-octet rule, and a refused mail is a lost customer.
    Raises TimeoutError when the client falls silent, ConnectionError when it goes away.
    """
    # A line end in front, so that a dot in the first line is found like any other.
    buffer = bytearray(b"\r\n")
    refusal = ""
    searched = 0
    deadline = asyncio.get_running_loop().time() + TOTAL_SECONDS
    while (end := buffer.find(END, searched)) < 0:
        searched = max(0, len(buffer) - len(END) + 1)
        if refusal:
            del buffer[:searched]
            searched = 0
        async with asyncio.timeout_at(min(deadline, asyncio.get_running_loop().time() + IDLE_SECONDS)):
            piece = await reader.read(CHUNK)
        if not piece:
            raise ConnectionResetError("The client left in the middle of a mail.")
        buffer += piece
        if not refusal and len(buffer) - len(END) > limit:
            refusal = TOO_BIG.format(limit=limit)
        elif not refusal and not hold.grow(len(piece)):
            refusal = NO_ROOM
    hasty = end + len(END) < len(buffer)
    if refusal:
        return Data(refusal=refusal, hasty=hasty)
    del buffer[end + 2 :]
    return Data(bytes(buffer.replace(b"\r\n.", b"\r\n")[2:]), hasty=hasty)
