"""Macros are found by the one search, by those who may use them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Team, User
from knowledgebase.models import SearchEntry
from knowledgebase.search import search
from knowledgebase.search.indexing import rebuild
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_user
from tests.knowledgebase.writing import make_article
from tickets.models import Macro
from tickets.operations.macros import retire_macro, save_macro

pytestmark = pytest.mark.django_db


def make_macro(name: str, text: str, *, by: User, **fields: object) -> Macro:
    actions = [{"action": "reply", "params": {"text": text}}]
    return save_macro(Macro(name=name, actions=actions, **fields), by=by)


def found(person: User | AnonymousUser, text: str) -> list[str]:
    return [result.row.name for result in search(person, text, families=["macro"]).results]


def test_a_macro_is_found_by_its_name_and_what_it_writes(admin: User, agent: User) -> None:
    macro = make_macro("Refund sent", "The money is on its way to your bank account.", by=admin)
    assert found(agent, "refund") == found(agent, "money for the bank account") == ["Refund sent"]
    macro.name = "Descale"
    macro.actions = [{"action": "reply", "params": {"text": "Mix the powder with water."}}]
    save_macro(macro, by=admin, seen=macro.version)
    assert found(agent, "refund") == []
    assert rebuild() == 1
    assert found(agent, "powder") == ["Descale"]
    retire_macro(macro, by=admin)
    assert found(agent, "powder") == []
    assert not SearchEntry.objects.exists()


def test_only_those_who_may_use_a_macro_find_it(
    admin: User, agent: User, light_agent: User, customer: User, outsider: User
) -> None:
    team = Team.objects.create(name="Orders", slug="orders")
    make_macro("Refund for all", "Refund.", by=admin)
    make_macro("Refund of mine", "Refund.", by=admin, visibility="me")
    make_macro("Refund of theirs", "Refund.", by=admin, visibility="team", team=team)
    assert found(agent, "refund") == ["Refund for all"]
    for person in (customer, outsider, AnonymousUser()):
        assert found(person, "refund") == []
    assert sorted(found(admin, "refund")) == ["Refund for all", "Refund of mine"]


def test_articles_and_macros_stand_together_in_the_palette_and_for_programs(admin: User, agent: User) -> None:
    macro = make_macro("Refund sent", "The money is on its way.", by=admin)
    text = make_article("How refunds work", "The money comes back within days.")
    page = signed_in(agent).get("/agent/palette/", {"q": "refund"}).text
    assert f'id="po_macro_{macro.pk}"' in page
    assert f'id="po_article_{text.pk}"' in page
    told = Api(agent).get("search/", q="refund").json()
    assert [row["name"] for row in told["macros"]] == ["Refund sent"]
    assert [row["article"] for row in told["articles"]] == [text.article_id]
    # A condition is about tickets.
    assert Api(agent).get("search/", q="refund is:open").json()["macros"] == []
    assert Api(make_user(User.Role.LIGHT_AGENT)).get("search/", q="refund").status_code == 200
