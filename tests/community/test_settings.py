from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import AuditEntry, Organization, User
from community.models import CommunitySettings, Forum
from community.trust.thresholds import Thresholds
from tests.community.writing import make_forum, make_topic

pytestmark = pytest.mark.django_db

INDEX = "/agent/settings/community/"


def filled(client: Client, path: str, **changed: object) -> dict[str, object]:
    """Return what the page's form holds, with some of it changed."""
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**values, **changed}.items() if value is not None and value is not False}


def test_an_administrator_adds_a_forum_and_moves_it_below_another(client: Client, admin: User) -> None:
    client.force_login(admin)
    above = make_forum("Machines")
    new = f"{INDEX}forums/new/"
    assert client.post(new, filled(client, new, name="Pro 2", trust_to_read=0, trust_to_write=0)).status_code == 302
    forum = Forum.objects.get(name="Pro 2")
    path = f"{INDEX}forums/{forum.pk}/"
    assert client.post(path, filled(client, path, parent=above.pk)).status_code == 302
    forum.refresh_from_db()
    assert forum.path == [above.pk, forum.pk]
    path = f"{INDEX}forums/{above.pk}/"
    answer = client.post(path, filled(client, path, parent=forum.pk))
    assert answer.status_code == 422
    assert "cannot stand below itself" in answer.content.decode()
    assert [entry.action for entry in AuditEntry.objects.filter(kind="forum").order_by("pk")] == [
        "added",
        "added",
        "changed",
    ]


def test_a_forum_for_organizations_names_them(client: Client, admin: User) -> None:
    client.force_login(admin)
    path = f"{INDEX}forums/{make_forum().pk}/"
    answer = client.post(path, filled(client, path, visibility="organizations"))
    assert answer.status_code == 422
    assert "Choose at least one" in answer.content.decode()
    cafe = Organization.objects.create(name="Café Norr")
    assert (
        client.post(path, filled(client, path, visibility="organizations", organizations=[cafe.pk])).status_code == 302
    )


def test_the_kind_of_a_forum_with_topics_stays(client: Client, admin: User) -> None:
    client.force_login(admin)
    topic = make_topic()
    path = f"{INDEX}forums/{topic.forum_id}/"
    answer = client.post(path, filled(client, path, kind="idea"))
    assert "There are topics in it" in answer.content.decode()
    topic.forum.refresh_from_db()
    assert topic.forum.kind == "question"


def test_who_saves_over_somebody_elses_change_is_told(client: Client, admin: User) -> None:
    client.force_login(admin)
    forum = make_forum("Machines")
    path = f"{INDEX}forums/{forum.pk}/"
    mine = filled(client, path, name="My name for it")
    client.post(path, filled(client, path, name="Their name"))
    answer = client.post(path, mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "changed this while you were editing" in page
    assert "My name for it" in page
    forum.refresh_from_db()
    assert forum.name == "Their name"


def test_what_trust_asks_for_is_changed_and_written_down(client: Client, admin: User) -> None:
    client.force_login(admin)
    sent = filled(client, INDEX, basic_topics=2, blocked_words="replica", holds_first="on")
    assert client.post(INDEX, sent).status_code == 302
    row = CommunitySettings.objects.get()
    assert Thresholds.of(row.thresholds).changes() == {"basic_topics": 2}
    assert (row.holds_first, row.blocked_words) == (True, "replica")
    entry = AuditEntry.objects.get(kind="communitysettings")
    assert entry.after["thresholds"] == {"basic_topics": 2}


@pytest.mark.parametrize("who", ["agent", "light_agent", "outsider", None])
def test_only_administrators_see_it(client: Client, request: pytest.FixtureRequest, who: str | None) -> None:
    if who:
        client.force_login(request.getfixturevalue(who))
    forum = make_forum()
    for path in (INDEX, f"{INDEX}forums/new/", f"{INDEX}forums/{forum.pk}/"):
        for answer in (client.get(path), client.post(path, {"name": "Mine"})):
            assert answer.status_code == (404 if who else 302), path
    assert Forum.objects.count() == 1
