"""The community of people who make coffee with a Halden: forums, and what was said in them (community.txt)."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.models import Customer, Organization, User
from community.models import (
    CommunityEvent,
    Flag,
    Forum,
    IdeaStep,
    Post,
    PostVote,
    Profile,
    Topic,
    TopicReader,
    TopicTicket,
    TopicVote,
)
from community.operations.shaping import save_forum
from community.rendering import RENDERER, render_post
from community.search import index_topics
from helpdesk.demo.community_news import tell_news
from helpdesk.demo.company import Company
from helpdesk.demo.people import PEOPLE
from tickets.models import Ticket

FILE = Path(__file__).parent / "community.txt"
# slug, name, description, icon, kind, more
FORUMS: list[tuple[str, str, str, str, str, dict[str, object]]] = [
    ("news", "News from Halden", "What is new, from us to you", "megaphone", "announcement", {}),
    ("espresso-machines", "Espresso machines", "One, Duo and Pro 2: use, repair, understand", "coffee", "question", {}),
    (
        "pro-2",
        "Pro 2 and cafés",
        "Long days, mains water, many hands",
        "store",
        "question",
        {"below": "espresso-machines"},
    ),
    ("grinders", "Grinders", "Dial in, clean, calibrate", "cog", "question", {}),
    ("water-and-care", "Water and care", "Descaling, filters, cleaning days", "droplets", "question", {}),
    ("recipes", "Recipes and technique", "What is in the cup, and how it got there", "book-open", "question", {}),
    ("show-and-tell", "Show and tell", "Your corner, your shots, your ducks", "camera", "discussion", {}),
    ("ideas", "Ideas", "What should a Halden do next?", "lightbulb", "idea", {}),
    (
        "beta",
        "Beta testers",
        "For regulars who like it unfinished",
        "flask-conical",
        "discussion",
        {"trust_to_read": 2},
    ),
    ("cafe-owners", "Café owners", "Prices, people, suppliers: among ourselves", "lock", "discussion", {"cafes": True}),
]
# Asks for nothing anybody has, and was seen through: what a moderator finds in the morning.
SPAM = (
    "BEST PRICE COFFEE MACHINES 70% OFF\n\nWrite on WhatsApp +44 20 7946 0999 and see "
    "https://cheap-machines.example/deals and https://cheap-machines.example/now"
)
# About whom others learn where they make their coffee.
ABOUT = {
    "maya": "Café Norr, Gothenburg",
    "nils": "Rösteri Hamnen",
    "oliver": "Grant & Daughter, Bristol",
    "yuki": "Kanto Coffee Stand",
    "isla": "Spoke & Bean",
    "signe": "Torvet Espressobar",
    "bao": "A Duo in a wardrobe",
}
LEVELS = {"maya": 3, "nils": 3, "oliver": 3, "signe": 2, "isla": 2, "yuki": 2, "callum": 2, "agnes": 2, "tomas": 2}
_HEAD = re.compile(r"^(===|---|~~~) (.*)$", re.MULTILINE)


@dataclass(slots=True)
class Told:
    """One part of the file: a topic, a post or a step of an idea, with what its first line says."""

    kind: str
    words: dict[str, str]
    flags: set[str]
    text: str
    parts: list[Told] = field(default_factory=list)

    def number(self, name: str) -> float:
        return float(self.words.get(name, "0"))


def open_community(company: Company, rng: random.Random, *, now: datetime) -> int:
    """Fill the community and return how many topics it has. Rows at once rather than one by one: it takes no second."""
    people = _people(company, now=now)
    forums = _forums(people["priya"])
    stories = reversed(list(_read()))
    topics = [_tell(told, forums[told.words["forum"]], people, now=now) for told in stories]
    _take_part(topics, people, rng, now=now)
    _hold_spam(forums["espresso-machines"], people, now=now)
    _profile(people, now=now)
    tell_news(topics, now=now)
    index_topics(topics)
    return len(topics)


def _read() -> Iterator[Told]:
    parts = _HEAD.split(FILE.read_text(encoding="utf-8"))[1:]
    topic: Told | None = None
    for sign, head, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if sign == "~~~":
            state, by, rest = head.split(" ", 2)
            head = f"state={state} by={by} {rest}"
        elif sign == "===":
            head = f"forum={head}"
        else:
            head = f"by={head}"
        words = dict(pair.split("=", 1) for pair in head.split() if "=" in pair)
        told = Told(sign, words, {one for one in head.split() if "=" not in one}, text.strip())
        if sign == "===":
            if topic is not None:
                yield topic
            topic = told
        else:
            assert topic is not None
            topic.parts.append(told)
    assert topic is not None
    yield topic


def _people(company: Company, *, now: datetime) -> dict[str, User]:
    """Return everybody by their first name; members of the community get a login nobody has the password of."""
    found = {mailbox: User.objects.get(pk=agent.id) for mailbox, agent in company.agents.items()}
    names = {part.words["by"] for told in _read() for part in (told, *told.parts)} | {"linh"}
    wanted: dict[str, str] = {}
    for person in PEOPLE:
        first = slugify(person.name.split()[0])
        if first in names and first not in found:
            wanted.setdefault(first, person.email)
    customers = {
        identity: customer
        for customer in Customer.objects.filter(identities__value__in=wanted.values()).prefetch_related("identities")
        for identity in [customer.email]
    }
    joined = now - timedelta(days=300)
    for first, email in wanted.items():
        customer = customers[email]
        if customer.user is None:
            customer.user = User.objects.create(
                email=email,
                name=customer.name,
                password=make_password(None),
                time_zone=customer.time_zone,
                language="en",
            )
            User.objects.filter(pk=customer.user.pk).update(date_joined=joined)
            customer.save(update_fields=["user"])
        found[first] = customer.user
    missing = names - set(found)
    assert not missing, missing
    return found


def _forums(by: User) -> dict[str, Forum]:
    made: dict[str, Forum] = {}
    for slug, name, description, icon, kind, more in FORUMS:
        forum = Forum(slug=slug, name=name, description=description, icon=icon, kind=kind)
        forum.parent = made.get(str(more.get("below", "")))
        forum.trust_to_read = int(str(more.get("trust_to_read", 0)))
        cafes: list[Organization] = []
        if "cafes" in more:
            forum.visibility = Forum.Visibility.ORGANIZATIONS
            names = ("Café Norr AB", "Rösteri Hamnen", "Grant & Daughter Coffee", "Bakery Lumière", "Spoke & Bean")
            cafes = list(Organization.objects.filter(name__in=names))
        made[slug] = save_forum(forum, by=by, organizations=cafes)
    return made


def _tell(told: Told, forum: Forum, people: dict[str, User], *, now: datetime) -> Topic:
    title, _, body = told.text.partition("\n")
    begun = now - timedelta(days=told.number("days"))
    topic = Topic(
        forum=forum,
        kind=forum.kind,
        title=title,
        slug=slugify(title)[:90],
        author=people[told.words["by"]],
        tags=told.words.get("tags", "").split(",") if told.words.get("tags") else [],
        state=told.words.get("state", "open") if forum.kind == Forum.Kind.IDEA else "",
        created_at=begun,
        last_post_at=begun,
        last_poster=people[told.words["by"]],
        votes=int(told.number("votes")),
        views=int(told.number("views")),
        pinned_at=begun if "pinned" in told.flags else None,
    )
    said = sorted((part for part in told.parts if part.kind == "---"), key=lambda part: -part.number("days"))
    posts = [_post(told, body, people, begun), *(_post(part, part.text, people, _at(part, now)) for part in said)]
    for number, post in enumerate(posts, 1):
        post.number = number
        if number > 1:
            post.created_at += timedelta(minutes=17 * number)
    topic.last_post_at, topic.last_poster = posts[-1].created_at, posts[-1].author
    topic.last_number, topic.replies = len(posts), len(posts) - 1
    for post in posts:
        if post.accepted_at is not None:
            post.accepted_at = post.created_at + timedelta(hours=3)
            post.accepted_by = topic.author
            topic.solved_at = min(post.accepted_at, now)
            post.accepted_at = topic.solved_at
    topic.save()
    for post in posts:
        post.topic = topic
    Post.objects.bulk_create(posts)
    IdeaStep.objects.bulk_create(_step(topic, part, people, now) for part in told.parts if part.kind == "~~~")
    if any("staff-taken" in part.flags for part in said):
        _taken_up(topic, posts, people["priya"])
    return topic


def _post(told: Told, body: str, people: dict[str, User], at: datetime) -> Post:
    author = people[told.words["by"]]
    body = body.strip()
    return Post(
        author=author,
        staff=author.is_agent,
        body=body,
        html=render_post(body),
        renderer=RENDERER,
        votes=int(told.number("votes")) if told.kind == "---" else 0,
        accepted_at=at if "accepted" in told.flags else None,
        created_at=at,
    )


def _step(topic: Topic, told: Told, people: dict[str, User], now: datetime) -> IdeaStep:
    return IdeaStep(
        topic=topic,
        state=told.words["state"],
        note=told.text,
        html=render_post(told.text) if told.text else "",
        expected=told.words.get("expected", "").replace("_", " "),
        by=people[told.words["by"]],
        created_at=_at(told, now),
    )


def _at(told: Told, now: datetime) -> datetime:
    return now - timedelta(days=told.number("days"))


def _taken_up(topic: Topic, posts: list[Post], by: User) -> None:
    """Join the topic to the ticket that was opened for it (helpdesk.demo.inbox)."""
    ticket = Ticket.objects.filter(channel="community", requester__user=topic.author).first()
    if ticket is not None:
        TopicTicket.objects.create(topic=topic, ticket=ticket, by=by, created_at=ticket.created_at, result=posts[-1])


def _take_part(topics: list[Topic], people: dict[str, User], rng: random.Random, *, now: datetime) -> None:
    """Let people follow, read and vote, as far as there are so many of them; the sums are what the file says."""
    readers: list[TopicReader] = []
    votes: list[PostVote] = []
    wants: list[TopicVote] = []
    customers = [user for user in people.values() if not user.is_agent]
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.filter(topic__in=topics).order_by("number"):
        posts.setdefault(post.topic_id, []).append(post)
    for topic in topics:
        wrote = {post.author_id for post in posts[topic.pk]}
        others = [user for user in customers if user.pk not in wrote]
        curious = rng.sample(others, min(len(others), topic.votes // 3 + 2))
        mine = [_reader(topic, pk, topic.last_number, topic.last_post_at, follows=True) for pk in wrote if pk]
        mine += [
            _reader(topic, user.pk, rng.randrange(1, topic.last_number + 1), now, follows=rng.random() < 0.4)
            for user in curious
        ]
        readers += mine
        for user in curious[: topic.votes]:
            at = now - (now - topic.created_at) * rng.random()
            wants.append(TopicVote(topic=topic, user=user, created_at=at))
        votes += [
            PostVote(post=post, user=user, created_at=post.created_at + timedelta(hours=5))
            for post in posts[topic.pk]
            for user in rng.sample(customers, min(post.votes, len(customers) - 1))
            if user.pk != post.author_id
        ]
        topic.followers = max(topic.votes // 2, sum(reader.followed_at is not None for reader in mine))
    TopicReader.objects.bulk_create(readers)
    TopicVote.objects.bulk_create(wants)
    PostVote.objects.bulk_create(votes)
    Topic.objects.bulk_update(topics, ["followers"])


def _reader(topic: Topic, user: int, number: int, at: datetime, *, follows: bool) -> TopicReader:
    return TopicReader(
        topic=topic,
        user_id=user,
        read_number=number,
        first_at=topic.created_at,
        last_at=at,
        followed_at=topic.created_at if follows else None,
    )


def _hold_spam(forum: Forum, people: dict[str, User], *, now: datetime) -> None:
    """Leave two things for a moderator: a post that looks like spam, and one that a reader reported."""
    title, _, body = SPAM.partition("\n\n")
    at = now - timedelta(hours=2)
    author = people["linh"]
    topic = Topic.objects.create(
        forum=forum,
        kind=forum.kind,
        title=title,
        slug=slugify(title),
        author=author,
        held_at=at,
        created_at=at,
        last_post_at=at,
        last_poster=author,
    )
    why = ["2 links", "asks to be reached elsewhere", "written in capitals", "their first post"]
    Post.objects.create(
        topic=topic,
        number=1,
        author=author,
        body=body,
        html=render_post(body),
        held_at=at,
        renderer=RENDERER,
        created_at=at,
        spam={"score": 75, "why": why},
    )
    reported = Post.objects.filter(body__startswith="I say it kills").first()
    if reported is not None:
        Flag.objects.create(
            post=reported,
            by=people["signe"],
            reason="off_topic",
            comment="It is a joke, but it repeats the question.",
            created_at=now - timedelta(hours=5),
        )


def _profile(people: dict[str, User], *, now: datetime) -> None:
    """Count up what everybody did, as the operations would have."""
    written: dict[int, list[Post]] = {}
    for post in Post.objects.filter(held_at=None).select_related("topic"):
        if post.author_id:
            written.setdefault(post.author_id, []).append(post)
    profiles = []
    handles: set[str] = set()
    for first, user in people.items():
        mine = written.get(user.pk, [])
        handle = slugify(user.name)
        handle = handle if handle not in handles else f"{handle}-{user.pk}"
        handles.add(handle)
        answers = [post for post in mine if post.number > 1]
        profiles.append(
            Profile(
                user=user,
                handle=handle,
                about=ABOUT.get(first, ""),
                level=LEVELS.get(first, 1 if mine else 0),
                joined_at=min((post.created_at for post in mine), default=now - timedelta(days=30)),
                topics_started=sum(post.number == 1 for post in mine),
                posts_written=len(answers),
                topics_replied=len({post.topic_id for post in answers if post.topic.author_id != user.pk}),
                votes_received=sum(post.votes for post in answers),
                answers_accepted=sum(post.accepted_at is not None for post in answers),
                topics_entered=8 + 5 * len(mine),
                posts_read=40 + 25 * len(mine),
                seconds_read=900 + 600 * len(mine),
                days_visited=3 + 4 * len(mine),
            )
        )
    Profile.objects.bulk_create(profiles)
    started = Topic.objects.select_related("author").order_by("pk")
    CommunityEvent.objects.bulk_create(
        CommunityEvent(topic=topic, action="started", by=topic.author, created_at=topic.created_at) for topic in started
    )
