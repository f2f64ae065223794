"""Say who decides about texts, in which language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit
from knowledgebase.models import Reviewer
from knowledgebase.permissions import require_admin


@transaction.atomic
def name_reviewers(user: User, locales: Sequence[str], *, by: User) -> None:
    """Let somebody decide in exactly these languages; "" stands for every one, nothing takes the right away."""
    require_admin(by)
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    before = sorted(Reviewer.objects.filter(user=user).values_list("locale", flat=True))
    wanted = [""] if "" in locales else sorted(set(locales))
    if before == wanted:
        return
    Reviewer.objects.filter(user=user).exclude(locale__in=wanted).delete()
    for locale in wanted:
        Reviewer.objects.get_or_create(user=user, locale=locale)
    audit(user, "made reviewer" if wanted else "no reviewer any more", by=by, before=_told(before), after=_told(wanted))


def name_all(wanted: Mapping[User, Sequence[str]], *, by: User) -> None:
    """Do the same for several people, all or none."""
    with transaction.atomic():
        for user, locales in wanted.items():
            name_reviewers(user, locales, by=by)


def _told(locales: Sequence[str]) -> dict[str, Any]:
    return {"reviews": [locale or "every language" for locale in locales]}
