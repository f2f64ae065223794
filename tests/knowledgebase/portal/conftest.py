from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Organization, User
from knowledgebase.models import Category, Translation
from tests.knowledgebase.writing import make_admin, make_article, make_category

# The kinds of readers an article may be kept from, with the words only its text holds.
HIDDEN = ("internal", "signed_in", "organizations")


@pytest.fixture
def shelf(db: None) -> Category:
    return make_category("Espresso machines")


@pytest.fixture
def article(shelf: Category) -> Translation:
    """A public article with two headings."""
    body = "Air is trapped.\n\n## Before you start\n\nFill the tank.\n\n## Steps\n\n1. Open the valve."
    return make_article("Bleed air from the pump", body, category=shelf, summary="No pressure after descaling.")


@pytest.fixture
def every_kind(shelf: Category, customer: User) -> dict[str, Translation]:
    """One article for each kind of reader; `customer` belongs to the organization of one of them."""
    organization = Organization.objects.create(name="Café Norr")
    customer.customer.organization = organization
    customer.customer.save()
    by = make_admin()
    made = {}
    for visibility in ("public", *HIDDEN):
        members = {"organizations": [organization]} if visibility == "organizations" else {}
        title = f"Zebra {visibility.replace('_', ' ')}"
        made[visibility] = make_article(title, "Zebra text.", category=shelf, visibility=visibility, by=by, **members)
    return made


@pytest.fixture
def vote(client: Client) -> Callable[..., object]:
    """Send the vote form of an article as its page does."""

    def vote(article: Translation, helpful: str = "yes", **more: str) -> object:
        return client.post(
            f"/help/{article.locale}/{article.slug}/votes/",
            {"revision": article.current_revision_id, "helpful": helpful, **more},
            headers={"Origin": "http://testserver"},
        )

    return vote
