"""A reader says whether an article helped."""

from __future__ import annotations

from django.db import transaction

from knowledgebase.models import Revision, Visit, Vote
from knowledgebase.operations.visits import record_visit
from knowledgebase.search.articles import count_votes
from knowledgebase.visitors import Visitor


@transaction.atomic
def cast_vote(revision: Revision, *, helpful: bool, by: Visitor, reason: str = "", comment: str = "") -> Vote:
    """Keep a reader's one vote on this revision; a second one replaces the first."""
    voter = {"user": by.user, "visitor": ""} if by.user else {"user": None, "visitor": by.key}
    said = {"helpful": helpful, "reason": "" if helpful else reason, "comment": "" if helpful else comment}
    vote, new = Vote.objects.update_or_create(revision=revision, **voter, defaults=said)
    if revision.translation.current_revision_id == revision.pk:
        count_votes(revision.translation)
    if new:
        record_visit(by, Visit.Kind.VOTED, translation=revision.translation)
    return vote
