"""Who may write and who decides. Operations ask; nobody else does."""

from __future__ import annotations

from accounts.models import Membership, User
from knowledgebase.errors import NotAllowed
from knowledgebase.models import Category, Reviewer


def may_write(user: User, category: Category) -> bool:
    """Whether they write articles on this shelf: agents, unless it or a shelf above it names teams."""
    if user.is_admin or not user.can_answer:
        return user.is_admin
    shelf: Category | None = category
    while shelf is not None:
        teams = [team.pk for team in shelf.writers.all()]
        if teams:
            return Membership.objects.filter(user=user, team__in=teams).exists()
        shelf = shelf.parent
    return True


def may_review(user: User, locale: str) -> bool:
    """Whether they decide about texts in this language."""
    if user.is_admin or not user.can_answer:
        return user.is_admin
    return Reviewer.objects.filter(user=user, locale__in=["", locale]).exists()


def require_write(user: User, category: Category) -> None:
    if not may_write(user, category):
        raise NotAllowed


def require_review(user: User, locale: str) -> None:
    if not may_review(user, locale):
        raise NotAllowed("Only a reviewer of this language decides about it.")


def require_admin(user: User) -> None:
    if not user.is_admin:
        raise NotAllowed("Only administrators may do this.")
