"""Every list is read in the order of an index: nothing is sorted, and no table is walked."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from channels_inbox.selectors import cursor
from channels_inbox.selectors.desk_views import VIEWS
from channels_inbox.selectors.navigation import navigation
from channels_inbox.selectors.rows import page_of
from channels_inbox.selectors.search import EVERYTHING
from tests.factories import make_ticket
from tickets.models import Ticket

# Which indexes can answer which list in order; with few rows the planner may take any of them. Drafts are
# not here: they are few and one's own, so they start at the drafts.
ANSWERED_BY = {
    "mine": "ticket_unfinished(_assignee)?",
    "unassigned": "ticket_unfinished_assignee",
    "waiting-for-us": "ticket_unfinished_waiting",
    "due-soon": "ticket_unfinished_(due|sla)",
    "breached": "ticket_unfinished_(due|sla)",
    "snoozed": "ticket_snoozed",
    "open": "ticket_unfinished",
    "waiting-on-customer": "ticket_(unfinished_category|category_latest|unfinished|latest)",
    "waiting-on-others": "ticket_(unfinished_category|category_latest|unfinished|latest)",
    "resolved": "ticket_(category_)?latest",
    "closed": "ticket_(category_)?latest",
    "spam": "ticket_(category_)?latest",
    "all": "ticket_latest",
}


def plan(sql: str) -> str:
    """Return the plan PostgreSQL takes when walking tables, sorting and bitmaps cost too much, as they do at a million."""
    with connection.cursor() as db:
        for method in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
            db.execute(f"SET LOCAL enable_{method} = off")
        db.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in db.fetchall())


def even_out() -> None:
    """Make all indexes of tickets as small as one row needs: those that others left swollen look dearer than the rest."""
    with connection.cursor() as db:
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute("REINDEX TABLE tickets_ticket")


def page_sql(slug: str, user: User, after: str) -> str:
    view = {**VIEWS, "all": EVERYTHING}[slug]
    with CaptureQueriesContext(connection) as queries:
        page_of(view, user, sort=view.sort, after=after)
    return str(queries[0]["sql"])


@pytest.mark.parametrize("slug", list(ANSWERED_BY))
@pytest.mark.parametrize("after", [False, True])
def test_a_list_walks_its_index_from_the_place_it_is_at(slug: str, after: bool, agent: User) -> None:
    ticket: Ticket = make_ticket()
    sql = page_sql(slug, agent, cursor.encode(ticket.created_at, ticket.pk) if after else "")
    even_out()
    steps = plan(sql)
    assert re.search(rf"Index (Only )?Scan using {ANSWERED_BY[slug]} on tickets_ticket", steps), steps
    chosen = steps[steps.index("Limit") :].split("SubPlan")[0] if "Limit" in steps else ""
    assert chosen, steps
    assert "Sort" not in chosen.split(" on tickets_ticket", 1)[0], steps
    assert "Seq Scan on tickets_ticket" not in steps


def fill(ticket: Ticket, team: Team, agent: User) -> None:
    """Make the house it takes for indexes to differ: 3,000 tickets, of which one in twenty is unfinished.

    Analysing keeps a lock until the test ends, so nothing else counts the table meanwhile and finds it empty.
    """
    with connection.cursor() as db:
        db.execute(
            """
            INSERT INTO tickets_ticket OVERRIDING SYSTEM VALUE
            SELECT made.* FROM tickets_ticket one, generate_series(1, 3000) n, jsonb_populate_record(one, jsonb_build_object(
                'id', one.id + n, 'number', one.number + n, 'last_message_at', one.last_message_at - n * interval '1 hour',
                'category', CASE WHEN n %% 20 > 0 THEN 'closed' WHEN n %% 40 = 0 THEN 'open' ELSE 'waiting_customer' END,
                'assignee_id', CASE WHEN n %% 60 > 0 THEN %s END, 'team_id', CASE WHEN n %% 3 = 0 THEN %s END,
                'waiting_since', CASE WHEN n %% 40 = 0 THEN one.created_at END,
                'sla_due_at', CASE WHEN n %% 80 = 0 THEN one.created_at END,
                'snoozed_until', CASE WHEN n %% 100 = 0 THEN one.created_at END
            )) made
            WHERE one.id = %s
            """,
            [agent.pk, team.pk, ticket.pk],
        )
        db.execute("ANALYZE tickets_ticket")
        # What a vacuum would leave behind, which cannot run in a test: then an index alone is cheaper than a row's page.
        db.execute("UPDATE pg_class SET relallvisible = relpages WHERE oid = 'tickets_ticket'::regclass")


def test_the_counts_are_answered_by_indexes_alone(admin: User, agent: User) -> None:
    fill(make_ticket(), Team.objects.create(name="Repairs", slug="repairs"), agent)
    with CaptureQueriesContext(connection) as queries:
        navigation(admin)
    steps = plan(queries[0]["sql"])
    assert "Seq Scan on tickets_ticket" not in steps
    assert "Index Scan using ticket_" not in steps, steps
    assert steps.count("Index Only Scan using ticket") >= 7, steps
