"""What search keeps of texts is what there is: counted in once, and counted out again."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledgebase.models import SearchEntry, SearchLanguage, SearchWord
from knowledgebase.operations.settling import Settings, settle_article
from knowledgebase.operations.shelving import save_category
from knowledgebase.search import Document, forget, index, search
from knowledgebase.search.candidates import MEETING
from knowledgebase.search.indexing import indexed_together
from tests.knowledgebase.writing import make_admin, make_article, make_category

pytestmark = pytest.mark.django_db


def document(pk: int, title: str = "Bleed the pump", locale: str = "en") -> Document:
    return Document("test", pk, locale, title, body="Open the valve. Close it again.")


def words(locale: str = "en") -> dict[str, int]:
    return dict(SearchWord.objects.filter(locale=locale, entries__gt=0).values_list("word", "entries"))


def test_a_text_indexed_again_is_counted_once() -> None:
    index([document(1), document(2)])
    before, standing = words(), SearchLanguage.objects.get()
    assert before["pump"] == 2
    index([document(1, "Bleed the valve")])
    assert words()["pump"] == 1
    index([document(1)])
    assert words() == before
    again = SearchLanguage.objects.get()
    assert (again.entries, again.length) == (standing.entries, standing.length)


def test_what_is_forgotten_leaves_nothing_behind() -> None:
    index([document(1), document(1, "Pumpe entlüften", "de"), document(2)])
    forget("test", [1], "de")
    assert words("de") == {}
    forget("test", [1, 2])
    forget("test", [2])
    assert words() == {}
    assert not SearchEntry.objects.exists()
    assert set(SearchLanguage.objects.values_list("entries", "length")) == {(0, 0)}


def test_texts_indexed_together_are_as_they_would_be_one_by_one() -> None:
    with indexed_together():
        index([document(1, "Descale"), document(2)])
        index([document(1)])
        index([document(3)])
        forget("test", [3])
        assert not SearchEntry.objects.exists()
    together = words(), set(SearchEntry.objects.values_list("object_id", "title"))
    forget("test", [1, 2])
    index([document(2)])
    index([document(1)])
    assert (words(), set(SearchEntry.objects.values_list("object_id", "title"))) == together


def test_who_may_read_is_no_part_of_the_index() -> None:
    admin, category = make_admin(), make_category("Pumps")
    articles = [make_article(f"Bleed pump {n}", category=category).article for n in range(3)]
    rows = set(SearchEntry.objects.values_list("pk", flat=True))
    settle_article(articles[0], Settings(category, "internal"), by=admin)
    category.visibility = "internal"

    with CaptureQueriesContext(connection) as asked:
        save_category(category, by=admin, names={"en": ("Pumps", "")}, seen=category.version)
    assert set(SearchEntry.objects.values_list("pk", flat=True)) == rows
    assert not search(AnonymousUser(), "bleed pump", locale="en").results
    assert sum("knowledgebase_article" in row["sql"] for row in asked) <= 4


def test_what_a_reader_may_not_read_takes_no_place() -> None:
    """Common words meet in more texts than are looked at; those of all the others are nothing to this reader."""
    text = make_article("Pay an invoice", "Each invoice has a payment link.")
    entry = SearchEntry.objects.get(object_id=text.pk, family="article")
    fields = ("words", "postings", "length", "meaning", "meanings", "signature")
    copied = {name: getattr(entry, name) for name in fields}
    entry.delete()
    hidden = [
        SearchEntry(family="article", object_id=text.pk + 1000 + n, locale="en", title="Hidden", **copied)
        for n in range(4 * MEETING)
    ]
    SearchEntry.objects.bulk_create(hidden)
    index([Document("article", text.pk, "en", "Pay an invoice", body="Each invoice has a payment link.")])
    SearchWord.objects.update(entries=10_000)
    SearchLanguage.objects.update(entries=20_000)
    assert [one.row for one in search(AnonymousUser(), "invoice payment", locale="en").results] == [text]
