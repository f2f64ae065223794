"""Articles for some are nowhere to be seen for others: not as a page, a count, a line, a feed, an address, a redirect."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Article, Translation
from knowledgebase.operations.settling import rename
from tests.knowledgebase.portal.conftest import HIDDEN
from tests.knowledgebase.writing import make_admin, make_draft

pytestmark = pytest.mark.django_db

LISTS = [
    "/help/en/",
    "/help/en/categories/espresso-machines/",
    "/help/en/search/?q=zebra",
    "/help/en/completions/?q=zebra",
    "/help/en/zebra-public/",
]
# The same for everybody: what is public.
SHARED = [
    "/help/en/feed/",
    "/help/en/categories/espresso-machines/feed/",
    "/sitemap-guides.xml",
    "/sitemap-categories.xml",
]
READS = {"stranger": set(), "outsider": {"signed_in"}, "customer": {"signed_in", "organizations"}, "agent": set(HIDDEN)}


@pytest.fixture(params=list(READS))
def reader(request: pytest.FixtureRequest, client: Client) -> str:
    """Somebody who looks around, signed in as who they are."""
    if request.param != "stranger":
        client.force_login(request.getfixturevalue(request.param))
    return str(request.param)


@pytest.fixture(autouse=True)
def related(every_kind: dict[str, Translation]) -> None:
    every_kind["public"].article.related.set([every_kind[kind].article for kind in HIDDEN])


def test_each_page_opens_for_its_readers_alone(client: Client, reader: str, every_kind: dict[str, Translation]) -> None:
    for kind in HIDDEN:
        for page in ("", "votes/"):
            answer = client.get(f"{every_kind[kind].get_absolute_url()}{page}")
            assert answer.status_code == (200 if kind in READS[reader] else 404), kind


def test_no_list_tells_of_what_its_reader_may_not_read(client: Client, reader: str) -> None:
    for path in [*LISTS, *SHARED]:
        page = client.get(path).content.decode().lower().replace("-", " ")
        assert "zebra public" in page or "categories" in path, path
        for kind in HIDDEN:
            shown = kind in READS[reader] and path not in SHARED
            assert (f"zebra {kind.replace('_', ' ')}" in page) == shown, (kind, path)


def test_counts_leave_out_what_is_hidden(client: Client, reader: str) -> None:
    readable = 1 + len(READS[reader])
    assert f"{readable} guide{'s' if readable > 1 else ''}</small>" in client.get("/help/en/").content.decode()


def test_a_redirect_does_not_tell_that_there_was_something(
    client: Client, reader: str, every_kind: dict[str, Translation]
) -> None:
    for kind in HIDDEN:
        former = every_kind[kind].get_absolute_url()
        rename(every_kind[kind], by=make_admin(), slug=f"moved-{kind}")
        answer = client.get(former)
        assert answer.status_code == (302 if kind in READS[reader] else 404), kind


def test_nobody_counts_or_votes_for_what_they_may_not_read(
    client: Client, reader: str, every_kind: dict[str, Translation]
) -> None:
    for kind in HIDDEN:
        article = every_kind[kind]
        ours = {"Origin": "http://testserver"}
        voted = client.post(f"{article.get_absolute_url()}votes/", {"helpful": "yes"}, headers=ours)
        seen = client.post("/help/visits/", {"translation": article.pk}, headers=ours)
        allowed = kind in READS[reader]
        assert (voted.status_code, seen.status_code) == ((302, 204) if allowed else (404, 404)), kind
        assert article.current_revision is not None
        assert article.current_revision.votes.exists() == article.visits.exists() == allowed


def test_drafts_are_for_the_desk_not_for_the_help_centre(client: Client, admin: User, reader: str) -> None:
    draft = make_draft("Zebra unfinished")
    client.force_login(admin)
    assert client.get(draft.translation.get_absolute_url()).status_code == 404
    assert "Zebra unfinished" not in client.get("/help/en/").content.decode()


def test_a_category_with_nothing_for_a_reader_is_not_there(client: Client, every_kind: dict[str, Translation]) -> None:
    Article.objects.exclude(visibility="internal").update(archived_at=timezone.now())
    assert client.get("/help/en/categories/espresso-machines/").status_code == 404
    assert client.get("/help/en/categories/espresso-machines/feed/").status_code == 404
