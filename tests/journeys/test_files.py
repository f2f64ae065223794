"""Files on their way: from the customer's mail to the agent, from the agent to the customer, and to nobody else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from playwright.sync_api import FilePayload, expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket

MANUAL = b"%PDF-1.7 how to change the gasket"


def picture() -> bytes:
    """Return a PNG of one red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")) + chunk(b"IEND", b"")


def test_files_reach_whom_they_are_for(open_page: OpenPage, customer: Callable[[str], Customer], watch: Watch) -> None:
    tove = customer("Tove Lind")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    mail = tove.write("This is how the crack looks", "See the picture.", html='<p>See: <img src="cid:dot@tove"></p>')
    html = mail.get_body(("html",))
    assert html is not None
    html.add_related(picture(), "image", "png", cid="<dot@tove>", filename="crack.png")  # type: ignore[attr-defined]
    mail.add_attachment(b"serial;DT-3\r\n", maintype="text", subtype="csv", filename="Zählerstände.csv")
    tove.send(mail)
    open_ticket(page, "This is how the crack looks")

    # The picture is drawn inside the mail, from our own server.
    page.locator(".msg__more summary").click()
    inside = page.frame_locator("iframe.msg__frame").locator("img")
    expect(inside).to_be_visible()
    expect(inside).to_have_js_property("naturalWidth", 1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Zählerstände.csv").click()
    assert download.value.path().read_bytes() == b"serial;DT-3\r\n"
    address = page.get_by_role("link", name="Zählerstände.csv").get_attribute("href") or ""

    # An answer with a file of ours.
    page.locator("#open_reply").click()
    page.locator("#composer_text").fill("The manual is attached.")
    page.locator("#composer_files").set_input_files(
        FilePayload(name="Manual å.pdf", mimeType="application/pdf", buffer=MANUAL)
    )
    expect(page.locator("#uploads .attach input[name=uploads]")).to_have_count(1)
    page.get_by_role("button", name="Send email", exact=True).click()
    letter = tove.wait_for_letters(2)[1]
    [file] = letter.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Manual å.pdf", MANUAL)

    # Neither the outsider nor a stranger gets the customer's file.
    watch.expected.add("status of 404")
    assert open_page("klara@nybergarkitekter.example").request.get(address).status == 404
    assert "/account/login/" in open_page().request.get(address).url
