"""A community taken in from a file: all of it or nothing, twice is once, and what leaves comes back the same."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import Customer, Identity, Organization, User
from community.exchange.checking import Check
from community.exchange.records import Raw
from community.exchange.writing import exported
from community.models import Forum, Origin, Post, PostVote, Profile, Topic
from community.operations.answering import accept_answer
from community.operations.editing import edit_post
from community.operations.importing import Imported, import_community
from community.operations.joining import join
from community.operations.merging import merge_topics
from community.operations.voting import vote_for_post, vote_for_topic
from knowledgebase.search import search
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ASKED, SAID = "2025-03-01T09:30:00Z", "2025-03-02T10:00:00Z"
HEAD = {"type": "community", "version": 1, "source": "https://old.example"}
FORUM: dict[str, Any] = {"type": "forum", "id": 1, "name": "Machines", "visibility": "public"}
MAYA = {"type": "person", "id": 7, "email": "Maya@Old.example", "name": "Maya Lind", "level": 2}
LEO = {"type": "person", "id": 8, "email": "leo@old.example", "name": "Leo"}
TOPIC = {
    "type": "topic",
    "id": 3,
    "forum": 1,
    "author": 7,
    "title": "The pump hums",
    "created_at": ASKED,
    "voters": [8],
}
FIRST = {
    "type": "post",
    "id": 11,
    "topic": 3,
    "number": 1,
    "author": 7,
    "body": "Since **today**.",
    "created_at": ASKED,
}
ANSWER = {
    "type": "post",
    "id": 12,
    "topic": 3,
    "number": 2,
    "author": 8,
    "body": "Bleed it.",
    "created_at": SAID,
    "accepted_at": SAID,
    "accepted_by": 7,
    "voters": [7],
    "reply_to": 1,
}
ALL: list[dict[str, Any]] = [HEAD, FORUM, MAYA, LEO, TOPIC, FIRST, ANSWER]


def take(rows: list[Any], *, form: str = "jsonl") -> Imported:
    lines = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    admin = User.objects.filter(role="admin").first() or make_user(User.Role.ADMIN)
    return import_community(BytesIO(lines.encode()), form=form, by=admin)


def changed(row: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {**row, **values}


def test_what_a_file_says_is_there_with_its_dates_and_found_by_search() -> None:
    assert take(ALL).problems == []
    topic = Topic.objects.get()
    first, answer = topic.posts.all()
    assert (topic.created_at.isoformat(), topic.last_post_at.isoformat()) == (
        "2025-03-01T09:30:00+00:00",
        "2025-03-02T10:00:00+00:00",
    )
    assert (topic.replies, topic.last_number, topic.votes, answer.votes) == (1, 2, 1, 1)
    assert (topic.solved_at, answer.reply_to, topic.last_poster) == (answer.created_at, first, answer.author)
    assert "<strong>today</strong>" in first.html
    leo = Profile.objects.get(user__email="leo@old.example")
    assert (leo.posts_written, leo.topics_replied, leo.answers_accepted, leo.votes_received) == (1, 1, 1, 1)
    found = search(AnonymousUser(), "pump hums", locale="en", families=["topic"])
    assert [result.row for result in found.results] == [topic]


def test_a_second_time_changes_nothing_and_what_is_new_is_added() -> None:
    take(ALL)
    before = (User.objects.count(), Topic.objects.count(), Post.objects.count(), Forum.objects.count())
    assert sum(take(ALL).written.values()) == 0
    assert (User.objects.count(), Topic.objects.count(), Post.objects.count(), Forum.objects.count()) == before
    make_answer(Topic.objects.get(), "Written here meanwhile.")
    later = changed(ANSWER, id=13, number=3, body="And there.", accepted_at=None)
    assert take([*ALL, later]).written["posts"] == 1
    assert list(Topic.objects.get().posts.values_list("number", "body"))[2:] == [
        (3, "Written here meanwhile."),
        (4, "And there."),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*ALL, "{broken"], "line 8: It is no JSON object"),
        ([*ALL, "[" * 100_000], "line 8: It is no JSON object"),
        ([*ALL, {"type": "poem"}], "line 8: “type” is none of"),
        ([*ALL, changed(ANSWER, id=14, number=3, topic=99)], "line 8: There is no topic “99” above it"),
        ([*ALL, changed(ANSWER, id=14)], "line 8: The topic has a post number 2 already"),
        ([*ALL, changed(ANSWER, id=14, number=3, author=55)], "line 8: There is no person “55” above it"),
        ([*ALL, changed(ANSWER, id=14, number=3, body=" ")], "line 8: “body” is missing"),
        ([*ALL, changed(ANSWER, id=14, number=3, created_at="9999-12-31T23:59:59Z")], "line 8: “created_at” lies"),
        ([*ALL, changed(ANSWER, id=14, number=3, created_at="soon")], "line 8: “created_at” is no moment"),
        ([*ALL, changed(MAYA, id=15, email="no address")], "line 8: “email” is no mail address"),
        ([*ALL, changed(FORUM, id=16, organizations=["Nobody"])], "line 8: There is no organization “Nobody” here"),
        ([*ALL, changed(TOPIC, id=17)], "topic 17: It has no posts"),
        ([changed(HEAD, version=2)], "line 1: Only version 1"),
    ],
)
def test_a_broken_file_says_where_and_writes_nothing(rows: list[Any], said: str) -> None:
    problems = [f"{problem.place}: {problem.text}" for problem in take(rows).problems]
    assert any(line.startswith(said) for line in problems), problems
    assert not Topic.objects.exists()
    assert not Origin.objects.exists()
    assert not User.objects.filter(email="maya@old.example").exists()


def test_hostile_words_and_names_stay_inert() -> None:
    script = "<script>alert(1)</script>[x](javascript:alert(1))\x00\x1b\ud800"
    take([*ALL[:4], changed(TOPIC, title=f"Pump {script}"), changed(FIRST, body=script), ANSWER])
    topic = Topic.objects.get()
    assert "<script" not in topic.posts.get(number=1).html
    assert "href=" not in topic.posts.get(number=1).html
    assert not any(sign in topic.title for sign in "\x00\x1b")


def test_people_are_found_by_addresses_that_are_proved_theirs_and_prove_nothing_by_it() -> None:
    mine, theirs = make_member(), make_member()
    person = Customer.objects.create(name="Maya", user=mine)
    Identity.objects.create(customer=person, kind="email", value="maya@old.example", verified_at=mine.date_joined)
    claimed = Customer.objects.create(name="Leo", user=theirs)
    Identity.objects.create(customer=claimed, kind="email", value="leo@old.example")
    take(ALL)
    assert Topic.objects.get().author == mine
    leo = User.objects.get(email="leo@old.example")
    assert leo != theirs
    assert not leo.has_usable_password()
    assert not leo.is_agent
    assert not Identity.objects.filter(value="leo@old.example", verified_at__isnull=False).exists()


def test_a_forum_whose_readers_are_not_said_is_for_colleagues(client: Client) -> None:
    hidden = {name: value for name, value in FORUM.items() if name != "visibility"}
    take([HEAD, hidden, *ALL[2:]])
    assert client.get(Topic.objects.get().get_absolute_url()).status_code == 404


def test_only_administrators_take_anything_in(agent: User) -> None:
    with pytest.raises(Exception, match="Only administrators"):
        import_community(BytesIO(b""), form="jsonl", by=agent)


DISCOURSE: dict[str, Any] = {
    "categories": [
        {"id": 5, "name": "Help", "slug": "help", "permissions_params": {"everyone": 1}, "parent_category_id": None},
        {"id": 6, "name": "Partners", "slug": "partners", "permissions_params": {"partners": 1}},
    ],
    "groups": [],
    "users": [
        {"id": 1, "email": "maya@old.example", "username": "maya", "name": "Maya", "trust_level": 4},
        {"id": 2, "email": "leo@old.example", "username": "leo_2", "name": None, "trust_level": 1},
    ],
    "topics": [
        {
            "id": 44,
            "title": "The pump hums",
            "created_at": "2024-05-01T08:00:00.000Z",
            "views": 12,
            "category_id": 5,
            "closed": True,
            "archived": False,
            "archetype": "regular",
            "posts": [
                {"id": 90, "user_id": 1, "post_number": 1, "raw": "Since today.", "created_at": "2024-05-01T08:00:00Z"},
                {"id": 91, "user_id": -1, "post_number": 2, "raw": "", "created_at": "2024-05-01T08:30:00Z"},
                {
                    "id": 92,
                    "user_id": 2,
                    "post_number": 23,
                    "created_at": "2024-05-01T09:00:00Z",
                    "raw": '[quote="maya, post:1, topic:44"]\nSince today.\n[/quote]\n![pump|690x388](upload://a1.png) Bleed.',
                    "reply_to_post_number": 1,
                },
            ],
        },
        {"id": 45, "title": "Between us", "category_id": None, "archetype": "private_message", "posts": []},
        {
            "id": 46,
            "title": "Prices",
            "created_at": "2024-06-01T08:00:00Z",
            "category_id": 6,
            "posts": [{"id": 95, "user_id": 1, "post_number": 1, "raw": "Ours.", "created_at": "2024-06-01T08:00:00Z"}],
        },
    ],
}


def test_an_export_of_discourse_is_taken_in_and_its_addresses_lead_on(client: Client) -> None:
    assert take([DISCOURSE], form="discourse").problems == []
    topic = Topic.objects.get(title="The pump hums")
    answer = topic.posts.get(number=23)
    assert "<blockquote>" in answer.html
    assert "<strong>maya:</strong>" in answer.html
    assert "picture: pump" in answer.html
    assert (topic.closed_at is not None, topic.replies, Topic.objects.count()) == (True, 1, 2)
    assert set(Forum.objects.values_list("slug", "visibility")) == {("help", "public"), ("partners", "internal")}
    assert Profile.objects.get(handle="maya").level == 3
    for path in ("/t/the-pump-hums/44", "/t/44", "/t/another-title/44/1/"):
        moved = client.get(path)
        assert (moved.status_code, moved["Location"]) == (301, topic.get_absolute_url()), path
    assert client.get("/t/the-pump-hums/44/23")["Location"] == f"{topic.get_absolute_url()}?page=2#post-23"
    # What is not for them is not there, as if it had never been.
    assert client.get("/t/prices/46").status_code == client.get("/t/nothing/99").status_code == 404


@pytest.mark.parametrize("file", ["{", "[]", '{"topics": 1}', '{"topics": [1, {"id": 1, "posts": [2]}]}'])
def test_a_broken_export_of_discourse_is_refused_in_words(file: str) -> None:
    assert take([file], form="discourse").problems
    assert not Topic.objects.exists()


def test_what_leaves_comes_back_the_same(agent: User, settings: Any) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    shut = make_forum("Partners", visibility="organizations", organizations=[cafe])
    maya, leo = make_member(name="Maya Lind"), make_member(name="Leo Norr")
    topic = make_topic("The grinder squeals", "Loud.", forum=make_forum(parent=shut), by=maya, tags="noise")
    answer = make_answer(topic, "Oil it.", by=leo, reply_to=topic.posts.get(number=1))
    edit_post(answer, by=leo, body="Oil it, then wipe it.")
    accept_answer(answer, by=agent)
    vote_for_post(answer, by=maya, helpful=True)
    vote_for_topic(topic, by=leo, wants=True)
    join(agent)
    lines = list(exported())
    Topic.objects.all().delete()
    Forum.objects.filter(parent__isnull=False).delete()
    Forum.objects.all().delete()
    Profile.objects.all().delete()
    settings.SITE_URL = "https://new.example"
    assert take([line.rstrip("\n") for line in lines]).problems == []
    settings.SITE_URL = json.loads(lines[0])["source"]

    def told(line: str) -> Any:
        """Leave out what is another row's number now."""
        row = json.loads(line)
        keys = {"id", "topic", "forum", "parent"}
        return {name: value for name, value in row.items() if name not in keys}

    assert [told(line) for line in exported()] == [told(line) for line in lines]
    assert PostVote.objects.filter(user=maya, post__body__startswith="Oil it, then").exists()


def test_categories_come_after_those_they_stand_in_however_deep() -> None:
    rows = [{"id": 1, "name": "Deep", "parent_category_id": 2}, {"id": 2, "name": "Middle", "parent_category_id": 3}]
    assert take([{"categories": [*rows, {"id": 3, "name": "Top"}], "topics": []}], form="discourse").problems == []
    assert [len(forum.path) for forum in Forum.objects.order_by("name")] == [3, 2, 1]


def test_who_has_no_address_is_nobody() -> None:
    User.objects.filter(pk=make_topic().author_id).update(email="root@localhost")  # type: ignore[misc]
    told = [row for row in map(json.loads, exported()) if row["type"] == "person"]
    assert [row["email"] for row in told] == [""]
    assert take([HEAD, FORUM, changed(MAYA, email=""), LEO, *ALL[4:]]).problems == []
    assert Topic.objects.get(title="The pump hums", posts__body="Bleed it.").author is None


def test_what_was_merged_away_leaves_no_topic_without_posts(agent: User) -> None:
    kept = make_topic("The pump hums", "Loud.")
    gone = make_topic("A humming pump", "Here, too.", forum=kept.forum)
    merge_topics(gone, into=kept, by=agent)
    rows = (Raw("", json.loads(line)) for line in exported())
    check = Check()
    assert [row["body"] for row in check.read(rows) if row.kind == "post"] == ["Loud.", "Here, too."]
    assert check.finish() == []


def test_an_export_is_not_taken_in_where_it_was_made(agent: User) -> None:
    make_topic()
    lines = [line.rstrip("\n") for line in exported()]
    assert "was exported here" in take(lines).problems[0].text
    assert Topic.objects.count() == 1
