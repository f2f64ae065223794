"""Read what Discourse's `script/discourse export_categories` (or `export_topics`) writes, as our records.

The file is one JSON object with `categories`, `groups`, `users` and `topics`, each topic with its `posts` (Discourse,
lib/import_export/base_exporter.rb). It says neither which answers solved a question nor who voted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from community.exchange.records import FORUM, PERSON, POST, TOPIC, Problem, Raw, Read
from community.rendering import MOST

# The permission of a category by which its readers are everybody (Category.permissions_params).
_EVERYONE = "everyone"
_QUOTE = re.compile(r"(\[/?quote[^\]\n]{0,200}\])", re.IGNORECASE)
_QUOTED = re.compile(r"\[quote=\"?([^\]\",]*)", re.IGNORECASE)
# A picture that was uploaded: its address says nothing outside of that site.
_UPLOAD = re.compile(r"!?\[([^\[\]|\n]{0,200})(?:\|[^\[\]\n]{0,50})?\]\(upload://[^)\s]{0,200}\)")


def read_discourse(file: BinaryIO) -> Read:
    """Yield forums, people, topics and then posts."""
    try:
        data = json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        yield Problem(f"line {getattr(error, 'lineno', 1)}", "It is no JSON. Send the file the export wrote, unpacked.")
        return
    if not isinstance(data, dict) or not isinstance(data.get("topics"), list):
        yield Problem("line 1", "It holds no “topics”. Send what script/discourse export_categories wrote.")
        return
    # Of the older script, which exported one category.
    alone = [data["category"]] if isinstance(data.get("category"), dict) else []
    categories = [*_objects(data.get("categories"), "categories"), *_objects(alone, "category")]
    yield from _forums(categories)
    people = _objects(data.get("users"), "users")
    yield from (found if isinstance(found, Problem) else _person(found) for found in people)
    topics = [found for found in _objects(data["topics"], "topics") if not _private(found)]
    known = {found.values.get("id") for found in people if isinstance(found, Raw)}
    first: dict[str, Any] = {}
    for topic in topics:
        if isinstance(topic, Problem):
            yield topic
            continue
        posts = [post for post in _objects(topic.values.get("posts"), f"{topic.place}.posts") if _shown(post)]
        first[topic.place] = posts
        begun = next((post.values for post in posts if isinstance(post, Raw)), {})
        yield _topic(topic, _author(begun.get("user_id"), known))
    for topic in topics:
        if isinstance(topic, Raw):
            yield from _posts(topic, first[topic.place], known)


def _forums(categories: list[Raw | Problem]) -> Iterator[Raw | Problem]:
    """Yield forums, each after the one it stands in."""
    rows = [found for found in categories if isinstance(found, Raw)]
    yield from (found for found in categories if isinstance(found, Problem))
    there = {row.values.get("id"): row.values.get("parent_category_id") for row in rows}
    for row in sorted(rows, key=lambda row: _depth(row.values.get("id"), there)):
        values = row.values
        rights = values.get("permissions_params")
        # Without rights of its own a category is everybody's; with groups alone we know nobody who may read it.
        public = not rights or (isinstance(rights, dict) and _EVERYONE in rights)
        parent = values.get("parent_category_id")
        yield Raw(
            row.place,
            {
                "type": FORUM,
                "id": values.get("id"),
                "parent": parent if parent in there else None,
                "name": values.get("name"),
                "slug": values.get("slug"),
                "description": re.sub(r"<[^>]*>", "", str(values.get("description") or "")),
                "kind": "question",
                "visibility": "public" if public else "internal",
            },
        )


def _depth(category: Any, parents: dict[Any, Any]) -> int:
    """Return how many stand above a category; a circle ends where it began."""
    above: list[Any] = []
    while (category := parents.get(category)) is not None and category not in above:
        above.append(category)
    return len(above)


def _person(found: Raw) -> Raw:
    values = found.values
    level = values.get("trust_level")
    return Raw(
        found.place,
        {
            "type": PERSON,
            "id": values.get("id"),
            "email": values.get("email"),
            "name": values.get("name") or values.get("username"),
            "handle": values.get("username"),
            # Leaders are made by a moderator's word, here too.
            "level": min(level, 3) if isinstance(level, int) else 0,
            "joined_at": values.get("created_at"),
        },
    )


def _topic(topic: Raw, author: Any) -> Raw:
    values = topic.values
    shut = values.get("closed") is True or values.get("archived") is True
    return Raw(
        topic.place,
        {
            "type": TOPIC,
            "id": values.get("id"),
            "forum": values.get("category_id"),
            "author": author,
            "title": values.get("title"),
            "created_at": values.get("created_at"),
            "views": values.get("views"),
            "closed_at": values.get("created_at") if shut else None,
        },
    )


def _posts(topic: Raw, posts: list[Raw | Problem], known: set[Any]) -> Iterator[Raw | Problem]:
    for place, found in enumerate(posts):
        if isinstance(found, Problem):
            yield found
            continue
        values = found.values
        yield Raw(
            found.place,
            {
                "type": POST,
                "id": values.get("id"),
                "topic": topic.values.get("id"),
                # A topic begins with its first post, also if what was the first is gone.
                "number": values.get("post_number") if place else 1,
                "author": _author(values.get("user_id"), known),
                "body": _words(values.get("raw")),
                "created_at": values.get("created_at"),
                "reply_to": values.get("reply_to_post_number"),
                "held_at": values.get("created_at") if values.get("hidden") is True else None,
            },
        )


def _words(raw: Any) -> Any:
    """Write Discourse's own marks as Markdown: quotes, and pictures that stay where they were."""
    if not isinstance(raw, str):
        return raw
    # What is open now, innermost last: who said it, and the text within.
    open_: list[tuple[str, list[str]]] = [("", [])]
    for part in _QUOTE.split(raw[: 10 * MOST]):
        if not _QUOTE.fullmatch(part):
            open_[-1][1].append(part)
        elif not part.startswith("[/"):
            open_.append((part, []))
        elif len(open_) > 1:
            mark, within = open_.pop()
            open_[-1][1].append(_quoted(mark, "".join(within)))
    # What was never closed is no quote.
    text = "".join(mark + "".join(within) for mark, within in open_)
    return _UPLOAD.sub(lambda found: f"*(picture: {found[1] or 'without a name'})*", text)


def _quoted(mark: str, said: str) -> str:
    lines = "\n".join(f"> {line}" for line in said.strip("\n").split("\n"))
    by = _QUOTED.match(mark)
    name = f"> **{by[1].strip()}:**\n>\n" if by and by[1].strip() else ""
    return f"\n{name}{lines}\n\n"


def _objects(values: Any, place: str) -> list[Raw | Problem]:
    if values is None:
        return []
    if not isinstance(values, list):
        return [Problem(place, "It is no list.")]
    return [
        Raw(f"{place}[{n}]", value) if isinstance(value, dict) else Problem(f"{place}[{n}]", "It is no object.")
        for n, value in enumerate(values)
    ]


def _private(found: Raw | Problem) -> bool:
    return isinstance(found, Raw) and found.values.get("archetype") == "private_message"


def _shown(found: Raw | Problem) -> bool:
    """Leave out what says nothing, as “closed by …” does."""
    return isinstance(found, Problem) or bool(found.values.get("raw"))


def _author(user: Any, known: set[Any]) -> Any:
    """Return who wrote it, if the file says who that is; the site's own account is nobody."""
    return user if user in known else None
