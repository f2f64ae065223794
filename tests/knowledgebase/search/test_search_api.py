"""Programs search articles as people do, and administrators say what words mean."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry, User
from knowledgebase.models import SearchSettings, Visibility
from tests.api import Api
from tests.knowledgebase.writing import make_article, make_translation

pytestmark = pytest.mark.django_db
PATH = "articles/search/"


def test_an_answer_says_where_it_is_and_how_sure_it_is() -> None:
    text = make_article("Reset your password", "Choose **Forgotten password**.")
    told = Api(None).get(PATH, q="I forgot my pasword", locale="en").json()
    (found,) = told["results"]
    assert (found["article"], found["locale"], found["title"]) == (text.article_id, "en", "Reset your password")
    assert found["url"].endswith(text.get_absolute_url())
    assert "Forgotten password" in found["snippet"]
    assert found["score"] > 0.3
    assert told["corrected"] == {"pasword": "password"}


def test_each_finds_what_they_may_read(agent: User, customer: User, outsider: User) -> None:
    make_article("Reset the kettle", "By hand.", visibility=Visibility.INTERNAL)
    make_article("Kettle warranty", "Two years.", visibility=Visibility.SIGNED_IN)

    def found(person: User | None) -> list[str]:
        return sorted(row["title"] for row in Api(person).get(PATH, q="kettle").json()["results"])

    assert found(None) == []
    assert found(customer) == found(outsider) == ["Kettle warranty"]
    assert found(agent) == ["Kettle warranty", "Reset the kettle"]


def test_without_a_language_all_are_asked() -> None:
    german = make_translation(make_article("Send something back", "In its box."), "Rückgabe", "Im Karton.")
    (found,) = Api(None).get(PATH, q="rückgabe").json()["results"]
    assert found["url"].endswith(german.get_absolute_url())


@pytest.mark.parametrize(
    "wrong", [{"q": ""}, {}, {"q": "x", "limit": 51}, {"q": "x", "locale": "xx"}, {"q": "x", "page": 2}]
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    assert Api(None).get(PATH, **wrong).status_code == 400


def test_administrators_say_which_words_mean_the_same(admin: User, agent: User) -> None:
    api = Api(admin)
    assert [row["locale"] for row in api.get("search-settings/").json()] == ["en", "de", "fr"]
    body = {"version": 0, "synonyms": "descale, furring"}
    stored = api.patch("search-settings/en/", body)
    assert (stored.status_code, stored.json()["version"]) == (200, 1)
    assert SearchSettings.objects.get().synonyms == "descale, furring"
    assert AuditEntry.objects.filter(by=admin).exists()
    assert api.patch("search-settings/en/", body).status_code == 409
    assert api.patch("search-settings/en/", {"version": 1, "synonyms": "alone"}).status_code == 400
    assert api.patch("search-settings/xx/", body).status_code == 404
    assert Api(agent).patch("search-settings/en/", {"version": 1, "stop_words": "halden"}).status_code == 403
    assert Api(agent).get("search-settings/").json()[0]["synonyms"] == "descale, furring"


def test_search_settings_are_for_colleagues(customer: User, outsider: User) -> None:
    assert Api(None).get("search-settings/").status_code == 401
    for person in (customer, outsider):
        assert Api(person).get("search-settings/").status_code == 403
        assert Api(person).patch("search-settings/en/", {"version": 0}).status_code == 403
