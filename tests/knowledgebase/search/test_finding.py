from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from helpdesk.lib.meaning import encode
from knowledgebase.models import SearchEntry, SearchLanguage, SearchSettings, SearchWord, Translation, Visibility
from knowledgebase.operations.publishing import publish_due, withdraw
from knowledgebase.operations.settling import archive, bring_back
from knowledgebase.search import directions, search, suggest
from knowledgebase.search.articles import index_article
from knowledgebase.search.candidates import MEETING, RARE
from knowledgebase.search.indexing import rebuild
from knowledgebase.search.signatures import Signatures
from tests.factories import make_user
from tests.knowledgebase.writing import make_admin, make_article, make_translation

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


def found(text: str, *, user: User | AnonymousUser = ANYBODY, locale: str | None = "en") -> list[Translation]:
    return [result.row for result in search(user, text, locale=locale).results]


@pytest.fixture
def password() -> Translation:
    return make_article("Reset your password", "Choose **Forgotten password** and type your address.")


@pytest.fixture
def descale() -> Translation:
    return make_article("Descale the machine", "Mix the powder with water and let it run.")


def test_a_question_finds_the_article_that_answers_it(password: Translation, descale: Translation) -> None:
    answer = search(ANYBODY, "I forgot my password, what now?", locale="en").results[0]
    assert answer.row == password
    assert "<mark>password</mark>" in answer.title
    assert "<mark>Forgotten</mark>" in answer.snippet or "Forgotten" in answer.snippet


def test_it_is_found_by_what_it_means_when_no_word_is_the_same(password: Translation, descale: Translation) -> None:
    assert found("I cannot remember my login credentials")[0] == password


def test_a_slip_of_the_fingers_is_understood(password: Translation, descale: Translation) -> None:
    answer = search(ANYBODY, "pasword", locale="en")
    assert answer.results[0].row == password
    assert answer.corrected == {"pasword": "password"}


def test_a_slip_is_told_as_it_is_written_and_in_the_reader_s_language_alone(descale: Translation) -> None:
    make_article("Die Maschine brummt", "Ziehen Sie den Stecker der Maschine.", locale="de")
    assert search(ANYBODY, "maschines", locale="en").corrected == {"maschines": "machine"}
    assert search(ANYBODY, "Meine Maschine", locale="de").corrected == {}


def test_a_slip_is_never_put_right_with_a_word_of_a_text_the_reader_may_not_read(
    agent: User, descale: Translation
) -> None:
    make_article("Project Zanzibar", "Zanzibar is bought in May.", visibility=Visibility.INTERNAL)
    make_article("Ship to Zanzibon", "Zanzibon has a harbour.", visibility=Visibility.SIGNED_IN)
    asked = "descale zanzibor"
    answer = search(ANYBODY, asked, locale="en")
    assert [one.row for one in answer.results] == [descale]
    assert answer.corrected == {}
    assert "zanzibar" not in Client().get("/help/en/search/", {"q": asked}).text.casefold()
    assert search(make_user(), asked, locale="en").corrected == {"zanzibor": "zanzibon"}
    assert search(agent, "project zanzibor", locale="en").corrected == {"zanzibor": "zanzibar"}


def test_words_in_quotes_stand_there_in_that_order(password: Translation, descale: Translation) -> None:
    assert found('"forgotten password"') == [password]
    assert found('"password forgotten"') == []


def test_a_synonym_finds_what_its_equal_does_but_not_in_quotes(descale: Translation) -> None:
    assert found("furring") == []
    SearchSettings.objects.create(locale="en", synonyms="descale, furring, hard water", stop_words="machine")
    assert found("furring") == [descale]
    assert found("hard water") == [descale]
    assert found('"furring"') == []


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PUBLIC, ["anybody", "customer", "light", "agent"]),
        (Visibility.SIGNED_IN, ["customer", "light", "agent"]),
        (Visibility.INTERNAL, ["light", "agent"]),
    ],
)
def test_only_those_who_may_read_an_article_find_it(visibility: str, readers: list[str], agent: User) -> None:
    make_article("Reset your password", "Choose **Forgotten password**.", visibility=visibility)
    people: dict[str, User | AnonymousUser] = {
        "anybody": ANYBODY,
        "customer": make_user(),
        "light": make_user(User.Role.LIGHT_AGENT),
        "agent": agent,
    }
    assert [name for name, person in people.items() if found("password", user=person)] == readers


def test_what_is_withdrawn_archived_or_expired_is_found_no_more(password: Translation) -> None:
    admin = make_admin()
    archive(password.article, by=admin)
    assert found("password") == []
    bring_back(password.article, by=admin)
    assert found("password") == [password]
    Translation.objects.filter(pk=password.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert found("password") == []  # before the clock comes by
    publish_due()
    assert not SearchEntry.objects.exists()
    other = make_article("Change your password", "Under Profile.")
    withdraw(other, by=admin)
    assert found("password") == []
    assert not SearchWord.objects.filter(entries__gt=0).exists()
    assert SearchLanguage.objects.get().entries == 0


def test_an_article_is_found_once_in_the_readers_language(password: Translation) -> None:
    german = make_translation(password, "Passwort zurücksetzen", "Wähle „Passwort vergessen“.")
    assert found("passwort", locale="de") == [german]
    assert found("Passwörter zurücksetzen", locale="de-AT")[0] == german
    assert found("reset password", locale="de") == [password]


def test_nothing_is_suggested_unless_it_is_likely(password: Translation, descale: Translation) -> None:
    assert [one.row for one in suggest("How do I reset my password?", user=ANYBODY, locale="en")] == [password]
    assert suggest("Do you sell gift wrapping for birthdays?", user=ANYBODY, locale="en") == []


def test_indexing_anew_changes_nothing(password: Translation, descale: Translation) -> None:
    def told() -> list[object]:
        return [
            list(SearchEntry.objects.order_by("object_id").values_list("title", "words", "length")),
            list(SearchWord.objects.filter(entries__gt=0).order_by("word").values_list("word", "entries")),
            list(SearchLanguage.objects.values_list("locale", "entries", "length")),
        ]

    before = told()
    assert rebuild() == 2
    assert told() == before
    assert found("password")[0] == password


def test_texts_of_other_kinds_do_not_crowd_out_an_article(password: Translation) -> None:
    german = make_translation(password, "Passwort zurücksetzen", "Wähle „Passwort vergessen“.")
    entry = SearchEntry.objects.get(object_id=german.pk, locale="de")
    words, length = entry.words, entry.length
    SearchEntry.objects.bulk_create(
        SearchEntry(family="other", object_id=n, locale="de", title="Passwort", words=words, length=length)
        for n in range(MEETING + 20)
    )
    index_article(german)  # now it is the last of them
    SearchWord.objects.filter(locale="de").update(entries=RARE + 1)
    SearchLanguage.objects.filter(locale="de").update(entries=2 * RARE, length=2 * RARE * length)
    assert found("passwort", locale="de") == [german]


def test_hits_that_are_worth_nothing_do_not_fill_the_list(password: Translation) -> None:
    make_article("Team und Rechte", "Wer im Team ist, liest alles.", locale="de")
    answer = search(ANYBODY, "forgot my team password", locale="de", limit=1)
    assert [one.row for one in answer.results] == [password]


@pytest.mark.parametrize("past", [100, 900])
def test_signatures_of_the_past_do_not_crowd_out_those_of_today(password: Translation, past: int) -> None:
    known, meaning = Signatures(), encode(["How do I reset my password?"], "en")[0]
    signature = directions.signs(meaning)

    def nearest(entries: int) -> list[int]:
        newest = SearchEntry.objects.latest("pk").pk
        return known.nearest(meaning, 5, family="other", newest=newest, entries=entries)

    def add(many: int) -> list[SearchEntry]:
        return SearchEntry.objects.bulk_create(
            SearchEntry(family="other", object_id=n, locale="en", words="", signature=signature) for n in range(many)
        )

    add(past)
    nearest(past)
    SearchEntry.objects.all().delete()
    today = add(5)
    assert {entry.pk for entry in today} <= set(nearest(5))


def test_a_crowd_of_one_family_takes_no_place_of_another() -> None:
    known, meaning = Signatures(), encode(["How do I reset my password?"], "en")[0]
    near = directions.signs(meaning)
    far = bytes(255 - byte for byte in near)
    rows = [("topic", n, near) for n in range(20)] + [("article", n, far) for n in range(3)]
    made = SearchEntry.objects.bulk_create(
        SearchEntry(family=family, object_id=n, locale="en", words="", signature=signs) for family, n, signs in rows
    )
    articles = {entry.pk for entry in made if entry.family == "article"}
    newest = max(entry.pk for entry in made)
    assert set(known.nearest(meaning, 5, family="article", newest=newest, entries=23)) == articles


def test_hostile_words_in_an_article_are_shown_as_text() -> None:
    make_article("<script>alert(1)</script> pump", "The <b onclick=x>pump</b> & its seal.")
    answer = search(ANYBODY, "pump", locale="en").results[0]
    assert "<script" not in answer.title
    assert "&lt;script&gt;" in answer.title


def test_a_search_takes_as_many_statements_with_many_articles_as_with_few(password: Translation) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            found("reset my password")
        return len(queries)

    found("password")
    few = statements()
    for n in range(12):
        make_article(f"Reset password number {n}", "Under Profile.", by=make_admin())
    found("password")  # reads the new signatures
    assert statements() == few <= 8
