"""Who reads which article: colleagues, customers, members of an organization, strangers."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Organization, User
from knowledgebase.models import Article, Category, Translation
from knowledgebase.operations.settling import Settings, settle_article
from knowledgebase.operations.shelving import save_category
from tests.knowledgebase.writing import make_admin, make_article, make_category, make_draft

pytestmark = pytest.mark.django_db

EVERYONE = {"draft", "internal", "signed_in", "organizations", "public"}


@pytest.fixture
def shelf(customer: User) -> Category:
    organization = Organization.objects.create(name="Café Norr")
    customer.customer.organization = organization
    customer.customer.save()
    category = make_category()
    make_draft("draft", category=category)
    for visibility in ("internal", "signed_in", "public"):
        make_article(visibility, category=category, visibility=visibility)
    make_article("organizations", category=category, visibility="organizations", organizations=[organization])
    return category


def seen_by(user: User | AnonymousUser) -> set[str]:
    titles = set(Translation.objects.visible_to(user).values_list("slug", flat=True))
    articles = set(Article.objects.visible_to(user).values_list("translations__slug", flat=True))
    assert titles == articles
    return titles


def test_each_reads_what_is_meant_for_them(
    shelf: Category, admin: User, agent: User, light_agent: User, customer: User, outsider: User
) -> None:
    names = {name.replace("signed_in", "signed-in").replace("_", "-"): name for name in EVERYONE}

    def read(user: User | AnonymousUser) -> set[str]:
        return {names.get(slug, slug) for slug in seen_by(user)}

    drafts = {"draft"}
    assert read(admin) == read(agent) == EVERYONE
    assert read(light_agent) == EVERYONE - drafts
    assert read(customer) == {"signed_in", "organizations", "public"}
    assert read(outsider) == {"signed_in", "public"}
    assert read(AnonymousUser()) == {"public"}


def test_what_a_category_forbids_nothing_below_it_allows(shelf: Category, outsider: User) -> None:
    inner = make_category("Inner", parent=shelf)
    make_article("deep", category=inner)
    assert "deep" in seen_by(AnonymousUser())
    shelf.refresh_from_db()
    shelf.visibility = "internal"
    save_category(shelf, by=make_admin(), names={"en": ("Machines", "")}, seen=shelf.version)
    assert seen_by(AnonymousUser()) == seen_by(outsider) == set()
    assert not Category.objects.visible_to(outsider).exists()


def test_moving_an_article_into_a_closed_category_closes_it(shelf: Category, admin: User) -> None:
    article = Article.objects.get(translations__slug="public")
    closed = make_category("Closed", visibility="internal")
    settle_article(article, Settings(category=closed), by=admin)
    assert "public" not in seen_by(AnonymousUser())
    settle_article(article, Settings(category=shelf), by=admin)
    assert "public" in seen_by(AnonymousUser())
