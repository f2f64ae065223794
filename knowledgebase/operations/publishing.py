"""What readers see, and when: publish, plan, withdraw, expire."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from knowledgebase.errors import NotNow
from knowledgebase.events import record
from knowledgebase.models import Article, Revision, Translation
from knowledgebase.operations.locking import lock_translation
from knowledgebase.permissions import require_review
from knowledgebase.signals import article_published, article_withdrawn

log = logging.getLogger(__name__)


@transaction.atomic
def publish(translation: Translation, *, by: User | None) -> Translation:
    """Show readers the newest approved text now; `by` None is the clock."""
    translation = lock_translation(translation)
    if by is not None:
        require_review(by, translation.locale)
    revision = translation.revisions.filter(state=Revision.State.APPROVED).first()
    if revision is None:
        raise NotNow("No text was approved yet.")
    put_out(translation, revision, by=by)
    return translation


@transaction.atomic
def publish_later(translation: Translation, *, at: datetime | None, by: User) -> Translation:
    """Plan when the newest approved text comes out; None takes the plan back."""
    translation = lock_translation(translation)
    require_review(by, translation.locale)
    if at is not None and not translation.revisions.filter(state=Revision.State.APPROVED).exists():
        raise NotNow("No text was approved yet.")
    if at is not None and at <= timezone.now():
        return publish(translation, by=by)
    set_publication(translation, at, by=by)
    return translation


@transaction.atomic
def expire_later(translation: Translation, *, at: datetime | None, by: User) -> Translation:
    """Plan when readers stop seeing this text; None takes the plan back."""
    translation = lock_translation(translation)
    require_review(by, translation.locale)
    if translation.expire_at == at:
        return translation
    if at is not None and at <= timezone.now():
        raise NotNow("Choose a moment to come.")
    translation.expire_at = at
    translation.save(update_fields=["expire_at"])
    record(translation, "expiry_planned" if at else "expiry_unplanned", by=by, at=at.isoformat() if at else None)
    return translation


@transaction.atomic
def withdraw(translation: Translation, *, by: User | None) -> Translation:
    """Show readers this text no more; its revisions stay. `by` None is the clock, when it expired."""
    translation = lock_translation(translation)
    if by is not None:
        require_review(by, translation.locale)
    if translation.current_revision is None:
        return translation
    was = translation.current_revision
    translation.current_revision = None
    translation.publish_at = translation.expire_at = None
    translation.save(update_fields=["current_revision", "publish_at", "expire_at"])
    record(translation, "withdrawn" if by else "expired", by=by, number=was.number)
    article_withdrawn.send(sender=Translation, translation=translation)
    return translation


def publish_due() -> int:
    """Publish and withdraw what is due; return how many. Late or doubled calls change nothing.

    One that fails keeps no other waiting; it is tried again at the next call.
    """
    now = timezone.now()
    done = 0
    for due in ("publish_at", "expire_at"):
        for pk in Translation.objects.filter(**{f"{due}__lte": now}).order_by(due, "pk").values_list("pk", flat=True):
            try:
                done += _once(pk, due, now)
            except Exception:
                log.exception("Text %s was not brought up to date.", pk)
    return done


@transaction.atomic
def _once(pk: int, due: str, now: datetime) -> bool:
    translation = lock_translation(Translation.objects.get(pk=pk))
    moment = getattr(translation, due)
    if moment is None or moment > now:
        return False
    if due == "publish_at":
        publish(translation, by=None)
    elif translation.current_revision is None:
        Translation.objects.filter(pk=pk).update(expire_at=None)
    else:
        withdraw(translation, by=None)
    return True


def set_publication(translation: Translation, at: datetime | None, *, by: User) -> None:
    """Write down when the newest approved text comes out. The caller holds the article's lock."""
    if translation.publish_at == at:
        return
    translation.publish_at = at
    translation.save(update_fields=["publish_at"])
    record(
        translation, "publication_planned" if at else "publication_unplanned", by=by, at=at.isoformat() if at else None
    )


def put_out(translation: Translation, revision: Revision, *, by: User | None) -> None:
    """Make a revision what readers see. The caller holds the article's lock."""
    now = timezone.now()
    if translation.current_revision_id == revision.pk and translation.publish_at is None and translation.is_published:
        return
    translation.current_revision = revision
    translation.published_at = translation.published_at or now
    translation.changed_at = now
    translation.publish_at = None
    if translation.expire_at is not None and translation.expire_at <= now:
        translation.expire_at = None
    translation.save()
    record(translation, "published", by=by, number=revision.number)
    article_published.send(sender=Translation, translation=translation)


def tell_readers_changed(article: Article) -> None:
    """Send news of every published text of an article that was archived or brought back."""
    for translation in article.translations.published():
        translation.article = article
        article_published.send(sender=Translation, translation=translation)
