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


def written_by(user: User) -> set[int]:
    """Return the keys of all categories they write in: `may_write` of each, in three statements however many."""
    shelves = {shelf.pk: shelf for shelf in Category.objects.prefetch_related("writers")}
    if user.is_admin or not user.can_answer:
        return set(shelves) if user.is_admin else set()
    mine = set(Membership.objects.filter(user=user).values_list("team", flat=True))

    def open_to_them(shelf: Category | None) -> bool:
        while shelf is not None:
            if teams := {team.pk for team in shelf.writers.all()}:
                return bool(teams & mine)
            shelf = shelves.get(shelf.parent_id or 0)
        return True

    return {key for key, shelf in shelves.items() if open_to_them(shelf)}


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
