"""A day at the desk without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import row
from tests.journeys.running import Desk


def test_everything_about_a_ticket_is_done_with_keys(
    desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    writer = customer("Kees de Wit")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    for subject in ("Keys: the upper one", "Keys: the lower one"):
        writer.send(writer.write(subject, "Only keys for this."))
        expect(row(page, subject)).to_have_count(1)
    keys = page.keyboard

    # j and k move, Enter opens. The newest is on top.
    keys.press("j")
    expect(row(page, "Keys: the lower one")).to_be_focused()
    keys.press("j")
    expect(row(page, "Keys: the upper one")).to_be_focused()
    keys.press("k")
    expect(row(page, "Keys: the lower one")).to_be_focused()
    keys.press("j")
    keys.press("Enter")
    expect(page.locator("#ticket_title")).to_have_text("Keys: the upper one")

    # r writes to the customer, Ctrl Enter sends.
    keys.press("r")
    expect(page.get_by_label("Message to the customer")).to_be_focused()
    keys.type("Written without a mouse.")
    keys.press("Control+Enter")
    expect(page.locator(".msg--agent .msg__text", has_text="Written without a mouse.")).to_have_count(1)
    expect(page.locator("#composer_closed button").first).to_be_focused()

    # n writes a note.
    keys.press("n")
    expect(page.get_by_label("Internal note", exact=True)).to_be_focused()
    keys.type("She types fast.")
    keys.press("Control+Enter")
    expect(page.locator(".msg--note .msg__text", has_text="She types fast.")).to_have_count(1)
    expect(page.locator("#composer_closed button").first).to_be_focused()

    # a assigns: the first in the menu is oneself.
    keys.press("a")
    expect(page.locator("#menu_assignment .menu__item").first).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#prop_assignment")).to_contain_text("Ana Ruiz")

    # s sets the status; a letter jumps to the name that begins with it.
    keys.press("s")
    expect(page.locator("#menu_status .menu__item:focus")).to_have_count(1)
    keys.press("r")
    expect(page.locator("#menu_status .menu__item:focus")).to_contain_text("Resolved")
    keys.press("Enter")
    expect(page.locator("#prop_status")).to_contain_text("Resolved")

    # ? shows all keys, Esc closes.
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()

    # / searches in the list.
    keys.press("/")
    expect(page.locator("#list_search")).to_be_focused()
    keys.type("Keys: the lower")
    expect(page.locator("#ticket_list .trow")).to_have_count(1)
    expect(row(page, "Keys: the lower one")).to_have_count(1)

    assert desk.value("SELECT count(*) FROM tickets_ticket WHERE subject LIKE %s", "Keys: %") == 2
    [_, _, letter] = writer.wait_for_letters(3)
    assert "Written without a mouse." in letter.as_string()
