"""Make articles the way the product makes them: through its operations."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import User
from knowledgebase.models import Category, Revision, Translation
from knowledgebase.operations.drafting import add_translation, create_article
from knowledgebase.operations.reviewing import approve
from knowledgebase.operations.shelving import save_category
from knowledgebase.operations.writing import Text
from tests.factories import make_user

_numbers = count(1)


def make_admin() -> User:
    return make_user(User.Role.ADMIN)


def make_category(name: str = "", *, parent: Category | None = None, by: User | None = None, **fields: Any) -> Category:
    names = {"en": (name or f"Machines {next(_numbers)}", "")}
    writers = fields.pop("writers", ())
    return save_category(Category(parent=parent, **fields), by=by or make_admin(), names=names, writers=writers)


def make_draft(
    title: str = "Bleed the pump", body: str = "Open the valve.", *, by: User | None = None, **fields: Any
) -> Revision:
    """Begin an article and return its draft."""
    by = by or make_admin()
    fields.setdefault("locale", "en")
    fields.setdefault("category", None)
    fields["category"] = fields["category"] or make_category()
    text = Text(title, fields.pop("summary", ""), fields.pop("keywords", ""), body)
    return create_article(by=by, text=text, **fields)


def make_article(title: str = "Bleed the pump", body: str = "Open the valve.", **fields: Any) -> Translation:
    """Publish an article and return its text in the source language."""
    by = fields.pop("by", None) or make_admin()
    return approve(make_draft(title, body, by=by, **fields), by=by).translation


def make_translation(
    source: Translation, title: str, body: str = "Ventil öffnen.", *, locale: str = "de"
) -> Translation:
    """Publish an article in another language."""
    by = make_admin()
    draft = add_translation(source.article, by=by, locale=locale, text=Text(title, body=body))
    return approve(draft, by=by).translation
