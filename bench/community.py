"""The community's pages with ten thousand posts and with a million: lists, topics, and pages deep within both.

Two desks run side by side and are asked in turn, so that whatever else the machine does, it does to both. They are kept
under var/bench/. BENCH_POSTS names the sizes: BENCH_POSTS="10000 1000000" python -m bench community.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.house import ROOT, Browser, House, house
from bench.statements import statements
from bench.table import show, spread

SIZES = [int(size) for size in os.environ.get("BENCH_POSTS", "10000 1000000").split()]
ROUNDS = 60
# Posts of a usual topic, for one topic per so many; and which share of all stands in one long one.
EACH, PER, LONG = 11, 10, 100
GOAL = 1.5


def main() -> None:
    with ExitStack() as stack:
        desks = {size: Pages(stack.enter_context(filled(size))) for size in SIZES}
        first, last = desks[min(SIZES)], desks[max(SIZES)]
        for _ in range(ROUNDS):
            for name in first.paths:
                for pages in desks.values():
                    pages.ask(name)
        counts = [statements(pages.desk, pages.paths.values()) for pages in desks.values()]
    rows = []
    for place, name in enumerate(first.paths):
        times = ["{:.1f} ({:.1f})".format(*spread(pages.seconds[name])) for pages in desks.values()]
        growth = spread(last.seconds[name])[1] / spread(first.seconds[name])[1]
        rows.append((name, *times, f"{growth:.2f}x", "/".join(str(count[place]) for count in counts)))
    show(["page", *(f"{size:,} posts: p50 (p95) ms" for size in SIZES), "growth of p95", "SQL"], rows)
    print(f"  Goals: growth <= {GOAL}x for lists and topics; SQL the same at both sizes.")


class Pages:
    """One desk's pages by name, the same names in every desk."""

    def __init__(self, desk: House) -> None:
        self.desk = desk
        self.browser = Browser(desk.port)
        self.browser.sign_in()
        posts = desk.count("SELECT max(last_number) FROM community_topic")
        long_, usual = self._topic("ORDER BY last_number DESC"), self._topic("AND replies > 5 ORDER BY id OFFSET 500")
        self.paths = {
            "topics": "/community/",
            "topics, deep": f"/community/?before={self._key()}",
            "unanswered": "/community/?show=unanswered",
            "a forum": desk.rows("SELECT '/community/forums/' || slug || '/' FROM community_forum ORDER BY id")[0][0],
            "a topic": usual,
            "a long topic": long_,
            "a long topic, deep": f"{long_}?page={posts // 20}",
            "new posts of it": f"/community/t/{long_.split('/')[3]}/news/?after={posts - 5}",
            "the report, 28 days": "/agent/reports/community/",
        }
        self.seconds: dict[str, list[float]] = {name: [] for name in self.paths}
        for path in self.paths.values():
            self.browser.get(path)

    def ask(self, name: str) -> None:
        start = time.perf_counter()
        self.browser.get(self.paths[name])
        self.seconds[name].append(time.perf_counter() - start)

    def _topic(self, which: str) -> str:
        path = "'/community/t/' || id || '/' || slug || '/'"
        return str(self.desk.rows(f"SELECT {path} FROM community_topic WHERE slug = 'made-up' {which} LIMIT 1")[0][0])

    def _key(self) -> str:
        """Return the key a page in the middle of the list begins after."""
        key = "(extract(epoch FROM last_post_at) * 1000000)::bigint || '-' || id"
        middle = "(SELECT count(*) / 2 FROM community_topic)"
        order = "ORDER BY last_post_at DESC, id DESC"
        return str(self.desk.rows(f"SELECT {key} FROM community_topic {order} LIMIT 1 OFFSET {middle}")[0][0])


@contextmanager
def filled(posts: int) -> Iterator[House]:
    """Run a help desk with the demo data and so many made-up posts; they are made on first use."""
    with house(data=ROOT / "var" / "bench" / f"posts-{posts}") as desk:
        if desk.count("SELECT count(*) FROM community_topic WHERE slug = 'made-up'") == 0:
            print(f"  making {posts:,} posts ...", flush=True)
            for sql in _making(posts):
                desk.run(sql)
        # What autovacuum would do within minutes, so that it does not while we measure.
        desk.run("VACUUM (ANALYZE)")
        yield desk


def _making(posts: int) -> Iterator[str]:
    """Yield statements: topics of three years, their posts, and what search knows of them."""
    long_, topics = posts // LONG, posts // PER
    yield f"""
        WITH forums AS (SELECT array_agg(id ORDER BY id) AS ids FROM community_forum
                WHERE kind = 'question' AND visibility = 'public' AND trust_to_read = 0 AND parent_id IS NULL),
            people AS (SELECT array_agg(user_id ORDER BY user_id) AS ids FROM community_profile)
        INSERT INTO community_topic (forum_id, kind, title, slug, locale, author_id, tags, state, created_at,
            last_post_at, last_poster_id, last_number, replies, votes, views, followers, solved_at)
        SELECT forums.ids[1 + n % cardinality(forums.ids)], 'question', 'Why does part ' || n || ' of it hum?',
            'made-up', 'en', people.ids[1 + n % cardinality(people.ids)], '{{}}', '', began, began + interval '9 hours',
            people.ids[1 + (n + 9) % cardinality(people.ids)], CASE WHEN n = 1 THEN {long_} ELSE said END,
            CASE WHEN n = 1 THEN {long_} ELSE said END - 1, n % 7, n % 900, 1,
            CASE WHEN n % 5 < 2 AND said > 1 THEN began + interval '5 hours' END
        FROM generate_series(1, {topics}) AS n, forums, people,
            LATERAL (SELECT now() - interval '1 day' - interval '1095 days' * n / {topics} AS began,
                CASE WHEN n % 20 = 0 THEN 1 ELSE {EACH} END AS said) AS made
    """
    yield """
        WITH people AS (SELECT array_agg(user_id ORDER BY user_id) AS ids FROM community_profile)
        INSERT INTO community_post (topic_id, number, author_id, staff, body, html, renderer, votes, created_at, edits,
            spam, key, accepted_at)
        SELECT topic.id, number, people.ids[1 + (topic.id + number - 1) % cardinality(people.ids)], number % 8 = 2,
            'Answer ' || number || ': bleed the air from it, wait a minute, then try again.',
            '<p>Answer ' || number || ': bleed the air from it, wait a minute, then try again.</p>', 'made-up',
            number % 3, topic.created_at + interval '1 hour' * least(number - 1, 9), 0, '{}', '',
            CASE WHEN number = 2 THEN topic.solved_at END
        FROM community_topic AS topic, people, generate_series(1, topic.last_number) AS number
        WHERE topic.slug = 'made-up'
    """
    # Each is found by what one of the demo's topics says.
    yield """
        INSERT INTO knowledgebase_searchentry (family, object_id, locale, title, text, words, postings, length, meaning,
            meanings, signature, helpfulness)
        SELECT 'topic', topic.id, 'en', topic.title, said.text, said.words, said.postings, said.length, said.meaning,
            said.meanings, said.signature, 0
        FROM community_topic AS topic
        JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
            FROM knowledgebase_searchentry WHERE family = 'topic' AND locale = 'en') AS said
            ON topic.id % said.many = said.place
        WHERE topic.slug = 'made-up'
    """
    yield f"UPDATE knowledgebase_searchlanguage SET entries = entries + {topics}, length = length + {topics} * 100"
    yield f"UPDATE knowledgebase_searchword SET entries = entries * (1 + {topics} / 200)"
