"""Icons: one file for those that pages draw again and again."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from lucide import IconDoesNotExist

from helpdesk.icons import FILE, kept, sheet, sheet_of
from helpdesk.templatetags.desk import svg


def test_the_file_is_what_the_set_of_icons_draws_today() -> None:
    assert sheet().read_text() == sheet_of(kept()), "Run manage.py draw_icons."


def test_an_icon_of_the_file_is_only_named_in_the_page() -> None:
    drawn = svg("mail", "icon icon--flip")
    assert drawn == f'<svg class="icon icon--flip" aria-hidden="true"><use href="/static/{FILE}#mail"/></svg>'
    assert finders.find(FILE)


def test_another_icon_is_written_out() -> None:
    assert "ghost" not in kept()
    assert re.fullmatch(
        r'<svg viewBox="0 0 24 24" class="icon" aria-hidden="true">(<path d="[^"]+"/>)+</svg>', svg("ghost")
    )


def test_an_icon_that_does_not_exist_is_told() -> None:
    with pytest.raises(IconDoesNotExist):
        svg("no-such-icon")
    before = sheet().read_text()
    with pytest.raises(CommandError, match="no-such-icon"):
        call_command("draw_icons", "no-such-icon")
    assert sheet().read_text() == before
