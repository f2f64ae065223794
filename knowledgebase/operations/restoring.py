"""Take an old state of a text up again: as a draft, so that a reviewer looks at it like at any other."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from knowledgebase.errors import NotNow
from knowledgebase.events import record
from knowledgebase.models import Revision
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.locking import lock_revision
from knowledgebase.operations.writing import Text


@transaction.atomic
def restore_revision(revision: Revision, *, by: User) -> Revision:
    """Begin a draft with the words of an old revision. Raises NotNow while another draft is open."""
    revision = lock_revision(revision)
    translation = revision.translation
    if translation.revisions.filter(state__in=[Revision.State.DRAFT, Revision.State.IN_REVIEW]).exists():
        raise NotNow("There is a draft already. Send it in or throw it away first.")
    draft = save_draft(
        translation,
        by=by,
        text=Text.of(revision),
        comment=f"Restores revision {revision.number}",
        translated_from=revision.translated_from,
    )
    record(draft, "restored", by=by, number=draft.number, restores=revision.number)
    return draft
