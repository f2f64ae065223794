"""Forums for some are nowhere to be seen for others: not as a page, a line, a count, a feed, an address, or in search."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Customer, Organization, User
from community.models import Forum, Topic
from community.operations.answering import accept_answer
from community.operations.flagging import flag_post
from community.operations.joining import join
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db

# What of it each may read.
READS: dict[str, set[str]] = {
    "stranger": set(),
    "outsider": {"signed-in"},
    "customer": {"signed-in", "organizations", "below"},
    "trusted": {"signed-in", "trust"},
    "light_agent": {"signed-in", "organizations", "below", "trust", "internal"},
    "agent": {"signed-in", "organizations", "below", "trust", "internal"},
}
HIDDEN = ["signed-in", "organizations", "below", "trust", "internal"]


@pytest.fixture
def places(customer: User) -> dict[str, Forum]:
    cafe = Organization.objects.create(name="Café Norr")
    Customer.objects.filter(user=customer).update(organization=cafe)
    chosen = make_forum("Zebra organizations", visibility="organizations", organizations=[cafe])
    return {
        "public": make_forum("Zebra public"),
        "signed-in": make_forum("Zebra signed-in", visibility="signed_in"),
        "organizations": chosen,
        # Says “everyone” itself, and stands in one that does not.
        "below": make_forum("Zebra below", parent=chosen),
        "trust": make_forum("Zebra trust", trust_to_read=2),
        "internal": make_forum("Zebra internal", visibility="internal"),
    }


@pytest.fixture
def topics(places: dict[str, Forum], agent: User) -> dict[str, Topic]:
    made = {}
    for kind, forum in places.items():
        # Colleagues may begin one anywhere.
        made[kind] = make_topic(f"Zebra stripes, {kind} ones", by=agent, forum=forum, tags="zebra")
        accept_answer(make_answer(made[kind], by=agent), by=agent)
    return made


@pytest.fixture(params=list(READS))
def reader(request: pytest.FixtureRequest, client: Client) -> str:
    if request.param == "trusted":
        client.force_login(make_member(level=2))
    elif request.param != "stranger":
        client.force_login(request.getfixturevalue(request.param))
    return str(request.param)


def test_each_page_opens_for_its_readers_alone(client: Client, reader: str, topics: dict[str, Topic]) -> None:
    for kind in HIDDEN:
        topic = topics[kind]
        post = topic.posts.get(number=2)
        seen = kind in READS[reader]
        pages = [
            topic.get_absolute_url(),
            topic.forum.get_absolute_url(),
            f"/community/posts/{post.pk}/history/",
        ]
        for page in pages:
            assert client.get(page).status_code == (200 if seen else 404), (kind, page)
        assert client.get(post.get_absolute_url()).status_code == (302 if seen else 404)
        assert client.get(f"/community/t/{topic.pk}/").status_code == (302 if seen else 404)
        assert client.get(f"/community/t/{topic.pk}/news/?after=1").status_code == (200 if seen else 404)


def test_no_list_tells_of_what_its_reader_may_not_read(client: Client, reader: str, topics: dict[str, Topic]) -> None:
    agent_page = f"/community/people/{topics['public'].author.profile.handle}/"  # type: ignore[union-attr]
    lists = ["/community/", "/community/?tag=zebra", agent_page, "/help/en/search/?q=zebra+stripes"]
    for path in lists:
        page = client.get(path).content.decode().replace("<mark>", "").replace("</mark>", "")
        assert "Zebra stripes, public ones" in page, path
        for kind in HIDDEN:
            assert (f"Zebra stripes, {kind} ones" in page) == (kind in READS[reader]), (kind, path)


def test_feeds_and_sitemaps_hold_what_is_public_whoever_asks(
    client: Client, reader: str, topics: dict[str, Topic]
) -> None:
    for path in ("/community/feed/", "/sitemap-topics.xml", f"/community/forums/{topics['public'].forum.slug}/feed/"):
        page = client.get(path).content.decode().replace("-", " ").lower()
        assert "zebra stripes public ones" in page or "zebra stripes, public ones" in page, path
        for kind in HIDDEN:
            assert f"stripes {kind.replace('-', ' ')}" not in page.replace(",", ""), (kind, path)
    for kind in HIDDEN:
        assert client.get(f"/community/forums/{topics[kind].forum.slug}/feed/").status_code == 404


def test_counts_leave_out_what_is_hidden(client: Client, reader: str, topics: dict[str, Topic]) -> None:
    page = client.get("/community/").content.decode()
    # Who helped most is a colleague, so the tab's count is what tells: nothing here is unanswered.
    assert 'Unanswered <span class="count">' not in page
    for forum in {topic.forum for topic in topics.values()}:
        make_topic("A question nobody answers", forum=forum, by=topics["public"].author)
    page = client.get("/community/").content.decode()
    assert f'Unanswered <span class="count">{1 + len(READS[reader])}</span>' in page


@pytest.mark.parametrize(
    "what",
    ["posts", "votes", "following", "pin", "closure", "need", "state", "ticket", "settings", "merge", "split", "claim"],
)
def test_nobody_acts_on_a_topic_they_may_not_read(
    client: Client, reader: str, topics: dict[str, Topic], what: str
) -> None:
    if reader == "stranger":
        for kind in HIDDEN:
            answer = client.post(f"/community/t/{topics[kind].pk}/{what}/")
            assert answer.status_code == 302
            assert "/account/login/" in answer["Location"]
        return
    for kind in set(HIDDEN) - READS[reader]:
        data = {"on": "1", "body": "Let me in"}
        assert client.post(f"/community/t/{topics[kind].pk}/{what}/", data).status_code == 404, kind
        assert topics[kind].posts.count() == 2


@pytest.mark.parametrize("what", ["text", "acceptance", "votes", "removal", "flags", "decision", "article"])
def test_nobody_acts_on_a_post_they_may_not_read(
    client: Client, reader: str, topics: dict[str, Topic], what: str
) -> None:
    for kind in set(HIDDEN) - READS[reader]:
        post = topics[kind].posts.get(number=2)
        answer = client.post(f"/community/posts/{post.pk}/{what}/", {"on": "1", "reason": "spam", "keep": "0"})
        assert answer.status_code == (302 if reader == "stranger" else 404), kind
        if reader == "stranger":
            assert "/account/login/" in answer["Location"]


def test_visits_and_drafts_are_refused_for_what_is_hidden(
    client: Client, reader: str, topics: dict[str, Topic]
) -> None:
    for kind in set(HIDDEN) - READS[reader]:
        topic = topics[kind]
        ours = {"Origin": "http://testserver"}
        assert client.post(f"/community/t/{topic.pk}/visits/", {"number": 1}, headers=ours).status_code == 404
        kept = client.post("/community/drafts/", {"topic": topic.pk, "body": "Words"})
        assert kept.status_code == (302 if reader == "stranger" else 404)


def test_the_api_has_the_same_rights(client: Client, reader: str, topics: dict[str, Topic]) -> None:
    forums = {row["name"] for row in client.get("/api/v1/community/forums/").json()}
    found = {row["title"] for row in client.get("/api/v1/community/topics/").json()["results"]}
    for kind in HIDDEN:
        seen, topic = kind in READS[reader], topics[kind]
        assert (topic.forum.name in forums) == (topic.title in found) == seen, kind
        for path in (f"topics/{topic.pk}/", f"topics/{topic.pk}/posts/"):
            assert client.get(f"/api/v1/community/{path}").status_code == (200 if seen else 404), (kind, path)


@pytest.mark.parametrize("who", ["outsider", "customer", "light_agent"])
@pytest.mark.parametrize("path", ["moderation/", "moderation/log/"])
def test_moderation_is_for_those_who_answer_for_the_company(
    client: Client, request: pytest.FixtureRequest, who: str, path: str, agent: User
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/community/{path}").status_code == 404
    client.force_login(agent)
    assert client.get(f"/community/{path}").status_code == 200


def test_what_is_removed_or_waits_is_there_for_staff_alone(client: Client, agent: User, outsider: User) -> None:
    topic = make_topic("Zebra with a price")
    gone, held = make_answer(topic, "Buy zebras"), make_answer(topic, "Cheap zebras")
    Topic.objects.filter(pk=topic.pk).update(replies=0)
    type(gone).objects.filter(pk=gone.pk).update(removed_at=gone.created_at)
    type(held).objects.filter(pk=held.pk).update(held_at=held.created_at)
    for user, sees in ((None, False), (outsider, False), (agent, True)):
        client.logout()
        if user:
            client.force_login(user)
        page = client.get(topic.get_absolute_url()).content.decode()
        assert ("Buy zebras" in page) == ("Cheap zebras" in page) == sees
        for post in (gone, held):
            assert client.get(post.get_absolute_url()).status_code == (302 if sees else 404)


def test_no_page_shows_an_address_of_a_person(client: Client, agent: User) -> None:
    nameless = make_member(name="")
    User.objects.filter(pk=nameless.pk).update(name="")
    nameless.refresh_from_db()
    topic = make_topic(by=nameless)
    post = make_answer(topic, by=nameless)
    flag_post(post, by=make_member(), reason="rude")
    for path in (
        "/community/",
        topic.get_absolute_url(),
        f"/community/people/{join(nameless).handle}/",
        "/community/feed/",
    ):
        page = client.get(path).content.decode()
        assert nameless.email not in page
        assert "postbox.example" not in page
