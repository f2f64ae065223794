"""Choose what others see of oneself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.models import User
from community.models import Profile
from community.operations.joining import ENDING, join

CHOICES = ("about", "name_shown", "seen_by", "hides_activity", "shows_organization")


@transaction.atomic
def save_choices(*, by: User, choices: Mapping[str, Any]) -> Profile:
    """Store what somebody chose of `CHOICES`; what is left out stays.

    Whose name is not to be read gets another handle, because the first was made of it; mentions of that lead nowhere.
    """
    profile = Profile.objects.select_for_update(no_key=True).get(pk=join(by).pk)
    for name in CHOICES:
        setattr(profile, name, choices.get(name, getattr(profile, name)))
    words = set(slugify(by.name).replace("_", "-").split("-")) - {""}
    if profile.name_shown == Profile.NameShown.INITIALS and words & set(profile.handle.split("-")):
        profile.handle = f"member-{get_random_string(8, ENDING)}"
    profile.save(update_fields=[*CHOICES, "handle"])
    return profile
