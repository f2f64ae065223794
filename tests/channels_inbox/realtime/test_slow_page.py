"""A page that reads nothing costs itself its socket, and nobody else anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from channels_inbox.realtime.groups import of_login
from tests.channels_inbox.realtime.pages import Page, open_socket, publish, sign_in

pytestmark = pytest.mark.slow

# Together far more than a kernel keeps for a socket that is not read.
FRAMES, PADDING = 600, "x" * 60_000


def test_others_meanwhile_hear_everything_once_and_in_order(
    open_page: Callable[[User], Page], socket_url: str, agent: User, admin: User
) -> None:
    page = open_page(admin)
    # With a queue of one frame this client leaves the rest in the kernel, as a sleeping tab does.
    with open_socket(socket_url, sign_in(agent), max_queue=1) as stalled:
        for number in range(FRAMES):
            for person in (agent, admin):
                publish({"kind": "flood", "number": number, "padding": PADDING}, to=of_login(person.pk))
            assert page.hear()["number"] == number
        assert Page(stalled).closed_with() != 1000
    with open_socket(socket_url, sign_in(agent)) as again:
        assert Page(again).hear() == {"kind": "resync"}
