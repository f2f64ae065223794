"""Give the help centre its looks, and say when it suggests answers."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from helpdesk.lib.colours import is_colour
from knowledgebase.models import HelpCentre

LOGO_BYTES = 200 * 1024
# Every page of visits costs space, and what is older than this says nothing about today.
DAYS = (7, 730)
# More would be help kept from people for the sake of a number.
MOST_HELD_OUT = Decimal(20)


@transaction.atomic
def save_help_centre(centre: HelpCentre, *, by: User, seen: int) -> HelpCentre:
    """Store the settings. `seen` is the version its editor saw.

    Raises PermissionDenied, ValidationError, ChangedMeanwhile.
    """
    if not by.is_admin:
        raise PermissionDenied
    _check(centre)
    stored = HelpCentre.objects.select_for_update().get(pk=centre.pk)
    require_version(stored, seen)
    before = _told(stored)
    centre.version = stored.version
    if _told(centre) != before:
        centre.version += 1
        centre.save()
        audit(centre, "changed", by=by, before=before, after=_told(centre))
    return centre


def picture_type(content: bytes) -> str:
    """Return the type of a picture that runs nothing, by its first bytes; an empty text for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return ""


def _check(centre: HelpCentre) -> None:
    centre.colour = centre.colour.strip()
    wrong: dict[str, str] = {}
    if centre.colour and not is_colour(centre.colour):
        wrong["colour"] = "Write a colour as style sheets do, such as #7a4a2b."
    centre.logo_type = picture_type(bytes(centre.logo))
    if centre.logo and not centre.logo_type:
        wrong["logo"] = "Choose a PNG, JPEG or WebP picture. An SVG can hold programs, so it is not taken."
    elif len(centre.logo) > LOGO_BYTES:
        wrong["logo"] = f"Choose a picture of at most {LOGO_BYTES // 1024} KB: every visitor loads it."
    if not 0 <= centre.holdout_percent <= MOST_HELD_OUT:
        wrong["holdout_percent"] = f"Choose between 0 and {MOST_HELD_OUT} percent."
    if not DAYS[0] <= centre.visit_days <= DAYS[1]:
        wrong["visit_days"] = f"Choose between {DAYS[0]} and {DAYS[1]} days."
    if wrong:
        raise ValidationError(wrong)
    centre.full_clean(exclude=["logo"])


def _told(centre: HelpCentre) -> dict[str, Any]:
    content = bytes(centre.logo)
    logo = f"{centre.logo_type}, {len(content)} bytes, {hashlib.sha256(content).hexdigest()[:12]}" if content else ""
    return {
        "colour": centre.colour,
        "logo": logo,
        "holdout_percent": str(centre.holdout_percent),
        "suggests_in_form": centre.suggests_in_form,
        "suggests_in_widget": centre.suggests_in_widget,
        "suggests_in_mail": centre.suggests_in_mail,
        "visit_days": centre.visit_days,
        "version": centre.version,
    }
