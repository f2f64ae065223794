"""A page that reads nothing costs itself its socket, and nobody else anything."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.models import User
from channels_inbox.realtime.groups import of_login
from tests.channels_inbox.realtime.pages import Page, open_socket, publish, sign_in

pytestmark = pytest.mark.slow

# Together far more than a kernel keeps for a socket that is not read.
FRAMES, PADDING = 600, "x" * 60_000


def flood(*people: User) -> None:
    for number in range(FRAMES):
        for person in people:
            publish({"kind": "flood", "number": number, "padding": PADDING}, to=of_login(person.pk))


def test_others_meanwhile_hear_everything_once_and_in_order(
    open_page: Callable[[User], Page], socket_url: str, agent: User, admin: User
) -> None:
    page = open_page(admin)
    numbers: list[int] = []
    # With a queue of one frame this client leaves the rest in the kernel, as a sleeping tab does.
    with open_socket(socket_url, sign_in(agent), max_queue=1) as stalled, ThreadPoolExecutor() as background:
        flooding = background.submit(flood, agent, admin)
        while len(numbers) < FRAMES:
            numbers.append(page.hear()["number"])
        flooding.result()
        assert numbers == list(range(FRAMES))
        assert Page(stalled).closed_with() != 1000
    with open_socket(socket_url, sign_in(agent)) as again:
        assert Page(again).hear() == {"kind": "resync"}
