"""The quarantine, mail that failed, and one's own settings."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.models.token import digest
from channels_inbox.models import Channel, Inbound, Outbound
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_answer, make_user
from tickets.models import Ticket


@pytest.fixture
def held(mailbox: Channel) -> Inbound:
    return Inbound.objects.create(
        channel=mailbox,
        external_id="x",
        raw=b"From: <script>\r\n\r\nboom",
        envelope_from="maya@cafenorr.example",
        received_at=timezone.now(),
        state=Inbound.State.QUARANTINED,
        reason="It could not be read: <b>boom</b>",
        attempts=4,
    )


def test_what_could_not_be_read_is_listed_with_its_reason(admin: User, held: Inbound) -> None:
    page = signed_in(admin).get("/agent/quarantine/").content.decode()
    assert "maya@cafenorr.example" in page
    assert "It could not be read: &lt;b&gt;boom&lt;/b&gt;" in page


def test_the_mail_itself_is_a_download_byte_for_byte(admin: User, held: Inbound) -> None:
    response = signed_in(admin).get(reverse("agent_quarantine_raw", args=[held.pk]))
    assert response.content == b"From: <script>\r\n\r\nboom"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == f'attachment; filename="inbound-{held.pk}.eml"'


def test_another_try_puts_it_back_in_line(admin: User, held: Inbound) -> None:
    signed_in(admin).post(reverse("agent_quarantine_attempts", args=[held.pk]))
    held.refresh_from_db()
    assert (held.state, held.attempts) == (Inbound.State.PENDING, 0)


def test_an_empty_quarantine_says_so(admin: User, mailbox: Channel) -> None:
    assert "Nothing is held back" in signed_in(admin).get("/agent/quarantine/").content.decode()


def test_a_failed_letter_goes_out_again_when_somebody_says_so(desk: Client, ticket: Ticket, agent: User) -> None:
    make_answer(ticket, by=agent)
    letter = Outbound.objects.get()
    Outbound.objects.update(state=State.FAILED, trouble="No such mailbox", due_at=None)
    response = desk.post(reverse("agent_delivery_attempts", args=[letter.pk]), headers=HTMX)
    assert response.status_code == 204
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == (State.QUEUED, "")


def test_light_agents_do_not_send_again(light_agent: User, ticket: Ticket, agent: User) -> None:
    make_answer(ticket, by=agent)
    Outbound.objects.update(state=State.FAILED, due_at=None)
    letter = Outbound.objects.get()
    response = signed_in(light_agent).post(reverse("agent_delivery_attempts", args=[letter.pk]), headers=HTMX)
    assert response.status_code == 422
    letter.refresh_from_db()
    assert letter.state == State.FAILED


def test_ones_own_settings_are_kept_and_only_those(desk: Client, agent: User) -> None:
    sent = {"name": "Ana R.", "theme": "dark", "time_zone": "Europe/Stockholm", "signature": "Ana", "role": "admin"}
    assert desk.post("/agent/me/", sent).status_code == 302
    agent.refresh_from_db()
    assert (agent.name, agent.theme, agent.time_zone, agent.signature) == ("Ana R.", "dark", "Europe/Stockholm", "Ana")
    assert agent.role == User.Role.AGENT
    assert 'data-theme="dark"' in desk.get("/agent/me/").content.decode()


def test_a_time_zone_that_is_none_is_refused(desk: Client) -> None:
    assert desk.post("/agent/me/", {"name": "Ana", "time_zone": "Mars/Base"}).status_code == 422


def test_a_token_is_shown_once_and_revoked_at_once(desk: Client, agent: User) -> None:
    page = desk.post("/agent/me/tokens/", {"name": "Reports"}).content.decode()
    secret = re.search(r"hd_[\w-]+", page)
    assert secret
    token = ApiToken.objects.get(user=agent)
    assert token.digest == digest(secret[0])
    later = desk.get("/agent/me/").content.decode()
    assert "Reports" in later
    assert secret[0] not in later
    desk.post(reverse("agent_token_revocation", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_revokes_somebody_elses_token(desk: Client) -> None:
    token, _ = ApiToken.issue(user=make_user(User.Role.AGENT), name="Theirs")
    assert desk.post(reverse("agent_token_revocation", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
