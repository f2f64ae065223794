"""An id names one thing of a page: a button opens the menu it names, and another of that name would open instead."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.urls import reverse

from accounts.models import User
from tests.channels_inbox.desk.conftest import signed_in
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_no_two_things_of_a_page_have_one_id(admin: User, ticket: Ticket) -> None:
    desk = signed_in(admin)
    for path in (reverse("agent_ticket", args=[ticket.number]), reverse("agent_view", args=["all"])):
        found = Counter(re.findall(r'\sid="([^"]+)"', desk.get(path).content.decode()))
        assert [name for name, times in found.items() if times > 1] == []
