"""The help centre's own words in each of its languages."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from knowledgebase.models import Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.reviewing import approve
from knowledgebase.operations.writing import Text
from tests.knowledgebase.writing import make_admin, make_translation

pytestmark = pytest.mark.django_db
WORDS = re.compile(r'{% translate "([^"]+)"')
CATALOGUES = ["de", "fr"]


@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_word_of_its_pages_is_translated_and_compiled(locale: str) -> None:
    folder = Path(settings.LOCALE_PATHS[0]) / locale / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        known = GNUTranslations(file)
    pages = Path(settings.BASE_DIR, "templates", "help").rglob("*.html")
    words = {word for page in pages for word in WORDS.findall(page.read_text())}
    assert len(words) > 80
    untranslated = sorted(word for word in words if known._catalog.get(word) is None)  # type: ignore[attr-defined]
    assert untranslated == []
    written = re.findall(r'^msgid "(.+)"$', (folder / "django.po").read_text(), re.MULTILINE)
    assert [word for word in written if (word.replace('\\"', '"')) not in str(known._catalog)] == []  # type: ignore[attr-defined]


def test_a_german_page_speaks_german_throughout(client: Client, article: Translation) -> None:
    text = make_translation(article, "Die Pumpe entlüften")
    page = client.get(text.get_absolute_url()).content.decode()
    assert '<html lang="de"' in page
    for words in ("Hat das geholfen?", "Noch eine Frage?", "Aktualisiert am"):
        assert words in page
    assert "1 Anleitung<" in client.get("/help/de/").content.decode()


def test_the_request_form_goes_on_in_the_language_of_the_page_before(client: Client, article: Translation) -> None:
    assert "In einem Satz" in client.get("/contact/?lang=de").content.decode()
    assert "En une phrase" in client.get("/contact/", headers={"Accept-Language": "fr"}).content.decode()
    assert "In one sentence" in client.get("/contact/?lang=xx").content.decode()


def test_a_translation_that_fell_behind_says_so_and_leads_to_its_source(client: Client, article: Translation) -> None:
    german = make_translation(article, "Die Pumpe entlüften")
    assert "älter als ihr Original" not in client.get(german.get_absolute_url()).content.decode()
    by = make_admin()
    new = save_draft(article, by=by, text=Text("Bleed air from the pump", body="Another way altogether."))
    approve(new, by=by, significance="major")
    page = client.get(german.get_absolute_url()).content.decode()
    assert "älter als ihr Original" in page
    assert f'href="{article.get_absolute_url()}"' in page
