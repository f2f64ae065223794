"""Many tickets at once, by a program."""

from __future__ import annotations

import pytest

from accounts.models import Team, User
from tests.api import Api
from tests.factories import make_ticket, make_user
from tickets.models import BulkJob
from tickets.operations.bulk import work_bulk
from tickets.operations.progress import close_ticket

pytestmark = pytest.mark.django_db

URGENT = [{"action": "set_priority", "params": {"priority": 4}}]


def test_a_job_is_started_followed_and_tells_what_it_could_not_do(api: Api, agent: User) -> None:
    plain, closed = make_ticket(), make_ticket()
    status = plain.status_id
    close_ticket(closed, by=agent)
    actions = [*URGENT, {"action": "set_status", "params": {"status": status}}]
    answer = api.post("bulk/", {"tickets": [plain.number, closed.number], "actions": actions}, key="recall")
    assert answer.status_code == 202, answer.content
    job = answer.json()
    assert (job["total"], job["changed"], job["finished_at"]) == (2, 0, None)
    again = api.post("bulk/", {"tickets": [plain.number, closed.number], "actions": actions}, key="recall")
    assert again.json()["id"] == job["id"]
    work_bulk()
    done = api.get(f"bulk/{job['id']}/").json()
    assert (done["changed"], done["failed"]) == (1, 1)
    assert done["finished_at"] is not None
    assert [item["number"] for item in done["refused"]] == [closed.number]
    assert "closed" in done["refused"][0]["reason"]
    each = api.get(f"bulk/{job['id']}/tickets/").json()
    assert [(item["number"], item["state"]) for item in each["results"]] == [
        (plain.number, "changed"),
        (closed.number, "refused"),
    ]
    assert each["next"] is None


def test_a_job_can_be_stopped(api: Api) -> None:
    job = api.post("bulk/", {"tickets": [make_ticket().number], "actions": URGENT}).json()
    assert api.put(f"bulk/{job['id']}/cancellation/", {}).json()["cancelled_at"] is not None
    work_bulk()
    assert api.get(f"bulk/{job['id']}/").json()["changed"] == 0


def test_bad_input_starts_nothing(api: Api) -> None:
    number = make_ticket().number
    for body in (
        {"tickets": [], "actions": URGENT},
        {"tickets": [number], "actions": []},
        {"tickets": [number], "actions": [{"action": "fly"}]},
        {"tickets": [number], "actions": [{"action": "set_priority", "params": {"priority": 9}}]},
        {"tickets": [number, 999_999], "actions": URGENT},
        {"tickets": ["x"], "actions": URGENT},
        {"tickets": [number], "actions": [{"action": "notify", "params": {"to": ["admins"], "text": "x"}}]},
    ):
        assert api.post("bulk/", body).status_code == 400, body
    assert not BulkJob.objects.exists()


def test_others_neither_start_nor_see(api: Api, light_agent: User, customer: User, outsider: User) -> None:
    hidden = make_ticket(team=Team.objects.create(name="Others", slug="others"))
    job = api.post("bulk/", {"tickets": [hidden.number], "actions": URGENT}).json()
    body = {"tickets": [hidden.number], "actions": URGENT}
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    for user, refused in ((limited, 400), (light_agent, 403), (customer, 403), (outsider, 403)):
        theirs = Api(user)
        assert theirs.post("bulk/", body).status_code == refused
        for answer in (
            theirs.get(f"bulk/{job['id']}/"),
            theirs.get(f"bulk/{job['id']}/tickets/"),
            theirs.put(f"bulk/{job['id']}/cancellation/", {}),
        ):
            assert answer.status_code in {403, 404}
    assert Api().post("bulk/", body).status_code == 401
    assert BulkJob.objects.count() == 1
