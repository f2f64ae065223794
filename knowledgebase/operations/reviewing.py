"""Have a second person look: send in, take back, approve, reject."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from helpdesk.lib.html.article import render_article
from knowledgebase.errors import ChangedSinceSeen, Incomplete, NotNow
from knowledgebase.events import record
from knowledgebase.models import Article, Revision, Significance
from knowledgebase.operations.drafting import Seen, state_of
from knowledgebase.operations.locking import lock_revision
from knowledgebase.operations.publishing import put_out, set_publication
from knowledgebase.permissions import require_review, require_write


@transaction.atomic
def submit_for_review(
    revision: Revision, *, by: User, comment: str | None = None, seen: Seen | None = None
) -> Revision:
    """Send a draft to the reviewers; `seen` is the state its writer read, as in all verbs here.

    Raises ChangedSinceSeen, and Incomplete with what readers would miss.
    """
    revision = lock_revision(revision)
    require_write(by, revision.translation.article.category)
    if revision.state == Revision.State.IN_REVIEW:
        return revision
    _require(revision, Revision.State.DRAFT, "Only a draft can be sent for review.")
    _require_seen(revision, seen)
    _require_whole(revision)
    revision.state, revision.submitted_at = Revision.State.IN_REVIEW, timezone.now()
    if comment is not None:
        revision.comment = comment[:300]
    revision.save(update_fields=["state", "submitted_at", "comment"])
    record(revision, "submitted", by=by, number=revision.number, comment=revision.comment)
    return revision


@transaction.atomic
def take_back(revision: Revision, *, by: User) -> Revision:
    """Go on writing what was sent for review."""
    revision = lock_revision(revision)
    require_write(by, revision.translation.article.category)
    if revision.state == Revision.State.DRAFT:
        return revision
    _require(revision, Revision.State.IN_REVIEW, "A reviewer has decided about this text; start a new draft.")
    revision.state, revision.submitted_at = Revision.State.DRAFT, None
    revision.save(update_fields=["state", "submitted_at"])
    record(revision, "taken_back", by=by, number=revision.number)
    return revision


@transaction.atomic
def approve(
    revision: Revision,
    *,
    by: User,
    significance: str = Significance.MEDIUM,
    ready_for_translation: bool = True,
    at: datetime | None = None,
    reason: str = "",
    seen: Seen | None = None,
) -> Revision:
    """Let a text out: at once, or at a moment to come. `reason` is a word to its writer.

    `significance` says what the change means to translations, `ready_for_translation` whether translators should follow
    it yet. A reviewer may approve a draft nobody sent in, their own too; the record says who did. What was written
    after `seen` was read comes out to nobody: ChangedSinceSeen.
    """
    revision = lock_revision(revision)
    translation = revision.translation
    require_review(by, translation.locale)
    if revision.state == Revision.State.APPROVED:
        return revision
    if not revision.is_open:
        raise NotNow("This text was rejected; start a new draft from it.")
    if translation.article.archived_at is not None:
        raise NotNow("The article is archived. Bring it back first, then let its new text out.")
    _require_seen(revision, seen)
    _require_whole(revision)
    revision.state = Revision.State.APPROVED
    revision.significance = Significance(significance)
    revision.ready_for_translation = ready_for_translation
    _decided(revision, by=by, reason=reason)
    record(revision, "approved", by=by, number=revision.number, significance=revision.significance, reason=reason)
    if at is not None and at > timezone.now():
        set_publication(translation, at, by=by)
    else:
        put_out(translation, revision, by=by)
    return revision


@transaction.atomic
def reject(revision: Revision, *, by: User, reason: str, seen: Seen | None = None) -> Revision:
    """Send a text back with the reason; what readers see stays, and the text stays readable to its writers."""
    revision = lock_revision(revision)
    require_review(by, revision.translation.locale)
    if not reason.strip():
        raise Incomplete(["Say why, so that the writer knows what to change."])
    if revision.state == Revision.State.REJECTED:
        return revision
    _require(revision, Revision.State.IN_REVIEW, "Only a text that was sent for review can be rejected.")
    _require_seen(revision, seen)
    revision.state = Revision.State.REJECTED
    _decided(revision, by=by, reason=reason)
    record(revision, "rejected", by=by, number=revision.number, reason=reason)
    return revision


@transaction.atomic
def mark_ready(revision: Revision, *, by: User, ready: bool = True) -> Revision:
    """Tell translators to follow an approved text, or to wait."""
    revision = lock_revision(revision)
    require_review(by, revision.translation.locale)
    _require(revision, Revision.State.APPROVED, "Translators follow approved texts only.")
    if revision.ready_for_translation != ready:
        revision.ready_for_translation = ready
        revision.save(update_fields=["ready_for_translation"])
        record(revision, "marked_ready" if ready else "marked_unready", by=by, number=revision.number)
    return revision


def _decided(revision: Revision, *, by: User, reason: str) -> None:
    revision.reviewer, revision.reviewed_at, revision.reason = by, timezone.now(), reason.strip()
    revision.save()


def _require(revision: Revision, state: str, words: str) -> None:
    if revision.state != state:
        raise NotNow(words)


def _require_seen(revision: Revision, seen: Seen | None) -> None:
    """Refuse to decide about another text than was read."""
    if seen is not None and seen != state_of(revision):
        raise ChangedSinceSeen(revision)


def _require_whole(revision: Revision) -> None:
    """Refuse what readers could not use."""
    problems = []
    if not revision.title:
        problems.append("Give it a title.")
    if not revision.body.strip():
        problems.append("Write the text.")
    article = revision.translation.article
    if article.kind == Article.Kind.GUIDE:
        problems += render_article(revision.body, kind=article.kind).problems
    if article.kind == Article.Kind.FAQ and not revision.parts:
        problems.append("A list of questions needs at least one: give each a heading of level 2 (“## How do I …?”).")
    if problems:
        raise Incomplete(problems)
