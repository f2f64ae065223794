"""Say that an article is wrong, and that it was looked at."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from knowledgebase.errors import Incomplete, NotAllowed
from knowledgebase.events import record
from knowledgebase.models import Article, ArticleFlag, Translation
from knowledgebase.operations.locking import lock_article, lock_translation
from knowledgebase.permissions import require_write
from knowledgebase.signals import article_flagged


@transaction.atomic
def flag_wrong(translation: Translation, *, by: User, reason: str, ticket_number: int | None = None) -> ArticleFlag:
    """Note what is wrong with an article, for its owner; the same said twice by one person is one.

    Raises NotAllowed for those who are no colleagues, Incomplete without a reason.
    """
    if not by.is_agent:
        raise NotAllowed("Only colleagues say what is wrong here.")
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise Incomplete(["Say what is wrong, so that its owner knows what to look at."])
    translation = lock_translation(translation)
    waiting = ArticleFlag.objects.filter(translation=translation, by=by, reason=reason, settled_at=None).first()
    if waiting is not None:
        return waiting
    flag = ArticleFlag.objects.create(translation=translation, by=by, reason=reason, ticket_number=ticket_number)
    record(translation, "flagged", by=by, reason=reason)
    article_flagged.send(sender=ArticleFlag, flag=flag)
    return flag


@transaction.atomic
def settle_flags(article: Article, *, by: User) -> int:
    """Say that what colleagues said is wrong with an article was looked at; return how much that was."""
    article = lock_article(article)
    require_write(by, article.category)
    waiting = ArticleFlag.objects.filter(translation__article=article, settled_at=None)
    settled = waiting.update(settled_at=timezone.now())
    if settled:
        record(article, "flags_settled", by=by, flags=settled)
    return settled
