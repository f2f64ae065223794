"""Write records as rows, many at once. Rights, paces and judging are for people who write, not for administrators."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Identity, Organization, User
from community.exchange.records import FORUM, PERSON, POST, TOPIC, Record
from community.models import Forum, Origin, Post, PostRevision, PostVote, Profile, Topic, TopicVote
from community.operations.joining import join
from community.operations.recounting import recount_people, recount_topics, set_replies
from community.operations.shaping import save_forum
from community.operations.writing import slug_of
from community.rendering import MOST, RENDERER, render_post
from community.search import index_topics, locale_of_new

AT_ONCE = 500
_CUT = "\n\n…"
_READ = ("topics_entered", "posts_read", "seconds_read", "days_visited")
_CHOSEN = ("name_shown", "seen_by", "hides_activity", "shows_organization", "level", "level_set_at")


class Writing:
    """One import as it is written. Topics and posts wait until there are many; the order of the file is kept."""

    def __init__(self, source: str, by: User) -> None:
        self.source, self.by, self.now = source, by, timezone.now()
        self.keys: dict[str, dict[str, int]] = {kind: {} for kind in (FORUM, PERSON, TOPIC, POST)}
        for kind, external, pk in Origin.objects.filter(source=source).values_list("kind", "external", "object_id"):
            self.keys[kind][external] = pk
        # Who was deleted since is made anew, or stays nobody.
        there = set(User.objects.filter(pk__in=self.keys[PERSON].values()).values_list("pk", flat=True))
        self.keys[PERSON] = {external: pk for external, pk in self.keys[PERSON].items() if pk in there}
        self.forums = Forum.objects.in_bulk()
        self.topics: list[Record] = []
        self.posts: list[Record] = []
        self.touched: set[int] = set()
        self.people: set[int] = set()
        self.replies: list[tuple[int, int, int]] = []
        # Of topics that were here before: the next free number.
        self.next: dict[int, int] = {}
        self.written: Counter[str] = Counter()

    def add(self, row: Record) -> None:
        if row["id"] in self.keys[row.kind]:
            return
        if row.kind == FORUM:
            self._forum(row)
        elif row.kind == PERSON:
            self._person(row)
        elif row.kind == TOPIC:
            self.topics.append(row)
        else:
            self.posts.append(row)
        if max(len(self.topics), len(self.posts)) >= AT_ONCE:
            self._flush()

    def finish(self) -> Counter[str]:
        """Write what waits, and count everything that these rows changed."""
        self._flush()
        set_replies(self.replies)
        recount_topics(sorted(self.touched))
        recount_people(sorted(self.people))
        touched = sorted(self.touched)
        for start in range(0, len(touched), AT_ONCE):
            index_topics(list(Topic.objects.filter(pk__in=touched[start : start + AT_ONCE])))
        return self.written

    def _forum(self, row: Record) -> None:
        names = ("name", "description", "kind", "visibility", "trust_to_read", "trust_to_write")
        forum = Forum(**{name: row[name] for name in names}, author_accepts=row["author_accepts"])
        forum.icon = slugify(row["icon"])[:40] or "messages-square"
        forum.archived_at = row["archived_at"]
        forum.parent_id = self.keys[FORUM].get(row["parent"])
        wanted = slugify(row["slug"] or row["name"]).replace("_", "-")[:70] or "forum"
        taken = {other.slug for other in self.forums.values()}
        slugs = (f"{wanted}-{n}" if n else wanted for n in range(len(taken) + 1))
        forum.slug = next(slug for slug in slugs if slug not in taken)
        organizations = Organization.objects.filter(name__in=row["organizations"])
        save_forum(forum, by=self.by, organizations=organizations)
        self.forums[forum.pk] = forum
        self._note(FORUM, [(row["id"], forum.pk)])

    def _person(self, row: Record) -> None:
        """Find somebody by an address that is proved to be theirs, or make a login nobody has the password of.

        The address of who is new proves nothing: what was written from it becomes theirs when they answer a letter.
        """
        if not row["email"]:
            return
        proved = Q(customer__identities__kind=Identity.Kind.EMAIL, customer__identities__value=row["email"])
        proved &= Q(customer__identities__verified_at__isnull=False)
        user = User.objects.filter(email=row["email"]).first() or User.objects.filter(proved).first()
        if user is None:
            user = User.objects.create(email=row["email"], name=row["name"], password=make_password(None))
            User.objects.filter(pk=user.pk).update(date_joined=row["joined_at"] or self.now)
        if not Profile.objects.filter(user=user).exists():
            self._profile(user, row)
        self._note(PERSON, [(row["id"], user.pk)])

    def _profile(self, user: User, row: Record) -> None:
        profile = join(user)
        handle = slugify(row["handle"]).replace("_", "-").strip("-")
        if len(handle) > 1 and not Profile.objects.filter(handle=handle).exists():
            profile.handle = handle
        profile.joined_at, profile.about = row["joined_at"] or self.now, row["about"]
        for name in (*_READ, *_CHOSEN):
            setattr(profile, name, row[name])
        profile.save()

    def _flush(self) -> None:
        self._write_topics()
        self._write_posts()

    def _write_topics(self) -> None:
        rows, self.topics = self.topics, []
        made = Topic.objects.bulk_create([self._topic(row) for row in rows])
        self._note(TOPIC, [(row["id"], topic.pk) for row, topic in zip(rows, made, strict=True)])
        self.touched |= {topic.pk for topic in made}
        votes = [
            TopicVote(topic=topic, user_id=pk, created_at=topic.created_at)
            for row, topic in zip(rows, made, strict=True)
            for pk in self._voters(row, topic.author_id)
        ]
        TopicVote.objects.bulk_create(votes, batch_size=2000)

    def _topic(self, row: Record) -> Topic:
        forum = self.forums[self.keys[FORUM][row["forum"]]]
        idea = forum.kind == Forum.Kind.IDEA
        author = self._author(row["author"])
        same = ("title", "tags", "created_at", "views", "pinned_at", "closed_at", "removed_at", "held_at")
        return Topic(
            **{name: row[name] for name in same},
            forum=forum,
            kind=forum.kind,
            slug=slug_of(row["title"]),
            locale=row["locale"] or locale_of_new(),
            author_id=author,
            state=(row["state"] or Topic.State.OPEN) if idea else "",
            votes=max(row["votes"], len(self._voters(row, author))),
            last_post_at=row["created_at"],
            last_poster_id=author,
        )

    def _write_posts(self) -> None:
        rows, self.posts = self.posts, []
        made = Post.objects.bulk_create([self._post(row) for row in rows])
        self._note(POST, [(row["id"], post.pk) for row, post in zip(rows, made, strict=True)])
        votes, revisions = [], []
        for row, post in zip(rows, made, strict=True):
            self.touched.add(post.topic_id)
            if row["reply_to"]:
                self.replies.append((post.pk, post.topic_id, row["reply_to"]))
            voters = self._voters(row, post.author_id)
            votes += [PostVote(post=post, user_id=pk, created_at=post.created_at) for pk in voters]
            self.people |= voters
            revisions += [
                PostRevision(post=post, number=n, body=said["body"], by_id=self._author(said["by"]), at=said["at"])
                for n, said in enumerate(sorted(row["revisions"], key=lambda one: one["number"]))
            ]
        PostVote.objects.bulk_create(votes, batch_size=2000)
        PostRevision.objects.bulk_create(revisions, batch_size=500)

    def _post(self, row: Record) -> Post:
        topic, author = self.keys[TOPIC][row["topic"]], self._author(row["author"])
        body = row["body"] if len(row["body"]) <= MOST else row["body"][: MOST - len(_CUT)] + _CUT
        self.written["shortened"] += len(row["body"]) > MOST
        same = ("created_at", "accepted_at", "removed_at", "held_at")
        return Post(
            **{name: row[name] for name in same},
            topic_id=topic,
            number=self._number(topic, row["number"]),
            author_id=author,
            staff=row["staff"],
            body=body,
            html=render_post(body),
            renderer=RENDERER,
            accepted_by_id=self._author(row["accepted_by"]),
            votes=max(row["votes"], len(self._voters(row, author))),
            edits=len(row["revisions"]),
            edited_at=row["edited_at"] if row["revisions"] else None,
            edited_by_id=author if row["revisions"] else None,
        )

    def _number(self, topic: int, wanted: int) -> int:
        """Return the number a post has; in a topic that went on here meanwhile, the next."""
        if topic in self.touched and topic not in self.next:
            return wanted
        if topic not in self.next:
            self.next[topic] = Topic.objects.values_list("last_number", flat=True).get(pk=topic)
        self.next[topic] += 1
        return self.next[topic]

    def _voters(self, row: Record, author: int | None) -> set[int]:
        """Return who voted; nobody votes for what is theirs."""
        return {self.keys[PERSON][one] for one in row["voters"] if one in self.keys[PERSON]} - {author}

    def _author(self, key: str) -> int | None:
        pk = self.keys[PERSON].get(key)
        if pk is not None:
            self.people.add(pk)
        return pk

    def _note(self, kind: str, made: list[tuple[str, int]]) -> None:
        """Keep what each was called there."""
        self.keys[kind].update(made)
        self.written[f"{kind}s" if kind != PERSON else "people"] += len(made)
        Origin.objects.bulk_create(
            [Origin(source=self.source, kind=kind, external=external, object_id=pk) for external, pk in made],
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["source", "kind", "external"],
            update_fields=["object_id"],
        )
