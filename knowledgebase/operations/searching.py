"""Say which words mean the same to a search, and which mean nothing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from knowledgebase.models import SearchSettings
from knowledgebase.search.languages import parted
from knowledgebase.search.synonyms import MOST_GROUPS, MOST_MEMBERS

MOST_STOP_WORDS = 500


@transaction.atomic
def save_search_settings(settings: SearchSettings, *, by: User, seen: int) -> SearchSettings:
    """Store what an administrator says about the words of a language. `seen` is the version they saw.

    Raises PermissionDenied, ValidationError, ChangedMeanwhile.
    """
    if not by.is_admin:
        raise PermissionDenied
    settings.synonyms = "\n".join(" ".join(line.split()) for line in settings.synonyms.splitlines() if line.strip())
    settings.stop_words = " ".join(dict.fromkeys(parted(settings.stop_words)))
    _check(settings)
    stored, _ = SearchSettings.objects.select_for_update().get_or_create(locale=settings.locale)
    require_version(stored, seen)
    before, after = _told(stored), _told(settings)
    if after != before:
        stored.synonyms, stored.stop_words = settings.synonyms, settings.stop_words
        stored.version += 1
        stored.save()
        audit(stored, "changed", by=by, before=before, after=after)
    return stored


def _check(settings: SearchSettings) -> None:
    wrong: dict[str, str] = {}
    lines = settings.synonyms.splitlines()
    for number, line in enumerate(lines, start=1):
        members = [member for member in line.split(",") if parted(member)]
        if not 2 <= len(members) <= MOST_MEMBERS:
            wrong["synonyms"] = (
                f"Line {number}: write 2 to {MOST_MEMBERS} words with commas between them: “{line[:60]}”."
            )
            break
    if len(lines) > MOST_GROUPS:
        wrong["synonyms"] = f"That is more than {MOST_GROUPS} lines; every search reads them all."
    if len(settings.stop_words.split()) > MOST_STOP_WORDS:
        wrong["stop_words"] = f"That is more than {MOST_STOP_WORDS} words."
    if wrong:
        raise ValidationError(wrong)


def _told(settings: SearchSettings) -> dict[str, object]:
    return {"locale": settings.locale, "synonyms": settings.synonyms, "stop_words": settings.stop_words}
