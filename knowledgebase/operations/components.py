"""Say what the status page shows: parts, their groups, and the page's own settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import Organization, User
from accounts.operations.auditing import audit, require_version
from knowledgebase.errors import NotNow
from knowledgebase.models import Component, ComponentGroup, StatusPage, Subscriber, Visibility
from knowledgebase.permissions import require_admin
from knowledgebase.signals import status_page_changed

# More would be a page nobody reads, and pictures of ninety days that nobody waits for.
MOST = 200
HOURS = 24 * 14


@transaction.atomic
def save_component(
    component: Component, *, by: User, organizations: Iterable[Organization] = (), seen: int = 0
) -> Component:
    """Store a new or changed part; its state is set by set_component_status. `seen` is the version its editor saw.

    Raises ValidationError, ChangedMeanwhile, NotAllowed.
    """
    require_admin(by)
    component.name = " ".join(component.name.split())
    chosen = list(organizations) if component.visibility == Visibility.ORGANIZATIONS else []
    if component.visibility == Visibility.ORGANIZATIONS and not chosen:
        raise ValidationError({"organizations": "Choose the organizations that see it."})
    before: dict[str, Any] = {}
    if component.pk:
        stored: Component = Component.objects.select_for_update(of=("self",)).get(pk=component.pk)
        require_version(stored, seen)
        before = _told(stored, stored.organizations.all())
        component.version, component.position = stored.version, stored.position
        component.status, component.changed_at = stored.status, stored.changed_at
        if _told(component, chosen) == before:
            return stored
        component.version += 1
    else:
        if Component.objects.count() >= MOST:
            raise ValidationError(f"A status page has at most {MOST} parts.")
        component.position = Component.objects.filter(group=component.group).count() + 1
    component.full_clean()
    component.save()
    component.organizations.set(chosen)
    audit(component, "changed" if before else "added", by=by, before=before, after=_told(component, chosen))
    status_page_changed.send(sender=Component)
    return component


@transaction.atomic
def delete_component(component: Component, *, by: User) -> None:
    """Take a part off the page with its history; incidents keep its name in what they told."""
    require_admin(by)
    component = Component.objects.select_for_update(of=("self",)).get(pk=component.pk)
    audit(component, "deleted", by=by, before=_told(component, component.organizations.all()), after={})
    _hear_of_the_rest(component)
    component.delete()
    status_page_changed.send(sender=Component)


def _hear_of_the_rest(component: Component) -> None:
    """Let those who chose nothing but this part hear of everything: else they heard nothing any more, unawares."""
    chosen = Subscriber.components.through.objects
    others = chosen.filter(subscriber=OuterRef("pk")).exclude(component=component)
    alone = Subscriber.objects.filter(whole_page=False, components=component).exclude(Exists(others))
    Subscriber.objects.filter(pk__in=alone.values("pk")).update(whole_page=True)


@transaction.atomic
def save_group(group: ComponentGroup, *, by: User, seen: int = 0) -> ComponentGroup:
    """Store a new or renamed group. Raises ValidationError, ChangedMeanwhile, NotAllowed."""
    require_admin(by)
    group.name = " ".join(group.name.split())
    before: dict[str, Any] = {}
    if group.pk:
        stored = ComponentGroup.objects.select_for_update().get(pk=group.pk)
        require_version(stored, seen)
        before = {"name": stored.name, "version": stored.version}
        group.version, group.position = stored.version, stored.position
        if stored.name == group.name:
            return stored
        group.version += 1
    else:
        group.position = ComponentGroup.objects.count() + 1
    group.full_clean()
    group.save()
    after = {"name": group.name, "version": group.version}
    audit(group, "changed" if before else "added", by=by, before=before, after=after)
    status_page_changed.send(sender=ComponentGroup)
    return group


@transaction.atomic
def delete_group(group: ComponentGroup, *, by: User) -> None:
    """Remove an empty group. Raises NotNow while parts are in it."""
    require_admin(by)
    group = ComponentGroup.objects.select_for_update().get(pk=group.pk)
    if group.components.exists():
        raise NotNow("Move the parts of this group elsewhere first.")
    audit(group, "deleted", by=by, before={"name": group.name}, after={})
    group.delete()
    status_page_changed.send(sender=ComponentGroup)


@transaction.atomic
def save_status_page(page: StatusPage, *, by: User, seen: int) -> StatusPage:
    """Store the page's settings. Moments that are planned already stay where they are."""
    require_admin(by)
    stored = StatusPage.objects.select_for_update().get(pk=page.pk)
    require_version(stored, seen)
    if page.remind_hours > HOURS or page.nudge_hours > HOURS:
        name = "remind_hours" if page.remind_hours > HOURS else "nudge_hours"
        raise ValidationError({name: f"Choose at most {HOURS} hours."})
    before = _page_told(stored)
    page.version = stored.version
    if _page_told(page) == before:
        return stored
    page.version += 1
    page.full_clean()
    page.save()
    audit(page, "changed", by=by, before=before, after=_page_told(page))
    status_page_changed.send(sender=StatusPage)
    return page


def _told(component: Component, organizations: Iterable[Organization]) -> dict[str, Any]:
    return {
        "name": component.name,
        "description": component.description,
        "group": str(component.group or ""),
        "visibility": component.visibility,
        "organizations": sorted(str(one) for one in organizations),
        "only_when_degraded": component.only_when_degraded,
        "shows_uptime": component.shows_uptime,
        "start_date": component.start_date.isoformat(),
        "version": component.version,
    }


def _page_told(page: StatusPage) -> dict[str, Any]:
    return {
        "intro": page.intro,
        "remind_hours": page.remind_hours,
        "nudge_hours": page.nudge_hours,
        "version": page.version,
    }
