"""Keep the questions and answers the bot knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from channels_inbox.bot.wishes import plain
from channels_inbox.models import Faq, FaqWording


@transaction.atomic
def save_faq(
    faq: Faq, *, wordings: Sequence[str], answer: str, language: str, active: bool, by: User, seen: int = 0
) -> Faq:
    """Store a new or changed question with all its wordings. Raises ChangedMeanwhile."""
    before: dict[str, Any] = {}
    if faq.pk:
        faq = Faq.objects.select_for_update(no_key=True).get(pk=faq.pk)
        require_version(faq, seen)
        before = _told(faq)
        faq.version += 1
    faq.answer, faq.language, faq.active = answer, language, active
    if before == {**_told_of(faq), "questions": list(wordings)}:
        return faq
    faq.save()
    faq.wordings.all().delete()
    FaqWording.objects.bulk_create(
        FaqWording(faq=faq, text=text, plain=plain(text)[:200], position=n) for n, text in enumerate(wordings)
    )
    audit(faq, "changed" if before else "added", by=by, before=before, after=_told(faq))
    return faq


@transaction.atomic
def delete_faq(faq: Faq, *, by: User) -> None:
    """Remove a question; what was answered by it stays answered."""
    audit(faq, "removed", by=by, before=_told(faq), after={})
    faq.delete()


def _told(faq: Faq) -> dict[str, Any]:
    return {**_told_of(faq), "questions": [wording.text for wording in faq.wordings.order_by("position")]}


def _told_of(faq: Faq) -> dict[str, Any]:
    return {"answer": faq.answer, "language": faq.language, "active": faq.active}
