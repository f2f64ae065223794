"""Articles as files: what goes out comes in again, and a broken archive says where and writes nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from knowledgebase.exchange.archive import MOST_BYTES, read_archive, write_archive
from knowledgebase.models import Article, Revision, Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.importing import import_articles
from knowledgebase.operations.writing import Text
from knowledgebase.selectors.exporting import exported
from tests.knowledgebase.writing import make_article, make_category, make_translation

pytestmark = pytest.mark.django_db

GOOD = "---\ntitle: Bleed the pump\ncategory: pumps\nsummary: Air\nrelated: descale\n---\n\nOpen the **valve**.\n"


def sheet(**values: str) -> str:
    said = {"title": "Descale", "category": "pumps", **values}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in said.items()) + "---\n\nText.\n"


def test_an_archive_becomes_articles_with_translations_and_relations(admin: User) -> None:
    make_category("Pumps")
    files = [
        ("de/bleed.md", GOOD.replace("Bleed the pump", "Pumpe")),
        ("en/bleed.md", GOOD),
        ("en/descale.md", sheet()),
    ]
    done = import_articles(files, by=admin, publish=True)
    assert (done.created, done.problems) == (3, [])
    bleed = Article.objects.get(key="bleed")
    assert {text.locale for text in Translation.objects.published().filter(article=bleed)} == {"en", "de"}
    assert bleed.source_locale == "en"
    assert [other.key for other in bleed.related.all()] == ["descale"]
    german = bleed.translations.get(locale="de").current_revision
    assert german is not None
    assert german.translated_from == bleed.translations.get(locale="en").current_revision


def test_what_goes_out_comes_in_unchanged(admin: User) -> None:
    source = make_article(by=admin, summary="Air", keywords="noise, pressure")
    make_translation(source, "Pumpe entlüften")
    files, problems = read_archive(write_archive(exported(admin)))
    assert problems == []
    assert sorted(path for path, _ in files) == [f"{locale}/article-{source.article_id}.md" for locale in ("de", "en")]
    before = Revision.objects.count()
    done = import_articles(files, by=admin)
    assert (done.created, done.changed, done.unchanged, done.problems) == (0, 0, 2, [])
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        (("en/x.md", "No front matter"), 1, "begins with"),
        (("en/x.md", "---\ntitle: x\n"), 3, "not closed"),
        (("en/x.md", "---\ntitle x\n---\n"), 2, "name: value"),
        (("en/x.md", sheet(owner="me")), 4, "not a name"),
        (("en/x.md", sheet(title="")), 2, "needs a title"),
        (("en/x.md", sheet(title="x" * 201)), 2, "200 characters"),
        (("en/x.md", sheet(category="nowhere")), 3, "no category"),
        (("en/x.md", sheet(kind="poem")), 4, "kind is"),
        (("en/x.md", sheet(visibility="organizations")), 4, "visibility is"),
        (("en/x.md", sheet(related="ghost")), 4, "no article"),
        (("en/x.md", sheet(related="gh\x00st")), 4, "by their keys"),
        (("en/x.md", sheet(key="../../x")), 4, "letters a to z"),
        (("en/x.md", sheet(key="x\x00y")), 4, "letters a to z"),
        (("en/Ärger & Co.md", sheet()), 0, "letters a to z"),
        (("tlh/x.md", sheet()), 0, "folder named"),
        (("de/good.md", sheet(visibility="internal")), 4, "visibility of this article is “public”"),
        (("en/deep/y.md", sheet(key="good", locale="en")), 4, "same key"),
    ],
)
def test_one_broken_file_and_nothing_is_written(admin: User, file: tuple[str, str], line: int, words: str) -> None:
    make_category("Pumps")
    done = import_articles([("en/good.md", sheet()), file], by=admin, publish=True)
    assert [(problem.file, problem.line) for problem in done.problems] == [(file[0], line)]
    assert words in done.problems[0].text
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"visibility": "internal"}, {"category": "secret"}, {"kind": "faq"}, {"slug": "elsewhere"}]
)
def test_a_file_that_contradicts_its_article_is_refused_and_nothing_comes_out(
    admin: User, changed: dict[str, str]
) -> None:
    make_category("Pumps")
    make_category("Secret", visibility="internal")
    import_articles([("en/descale.md", sheet(visibility="public"))], by=admin, publish=True)
    done = import_articles([("en/descale.md", sheet(title="Our margins", **changed))], by=admin, publish=True)
    assert [(problem.file, problem.line > 1) for problem in done.problems] == [("en/descale.md", True)]
    assert "changes words only" in done.problems[0].text
    assert Revision.objects.get().title == "Descale"


def test_a_text_somebody_is_writing_is_not_written_over(admin: User, agent: User) -> None:
    make_category("Pumps")
    import_articles([("en/descale.md", sheet())], by=admin, publish=True)
    text = Translation.objects.get()
    save_draft(text, by=agent, text=Text("Descale", body="Mine"))
    files = [("en/descale.md", sheet(title="Theirs")), ("en/new.md", sheet())]
    done = import_articles(files, by=admin)
    assert "writing" in done.problems[0].text
    assert Article.objects.count() == 1
    assert Revision.objects.get(state="draft").body == "Mine"


def test_an_archive_is_read_within_limits() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("en/x.md", b"0" * (MOST_BYTES + 1))
    assert read_archive(bomb.getvalue())[0] == []
    assert "more than" in read_archive(bomb.getvalue())[1][0].text
    assert "not a zip" in read_archive(b"PK nonsense")[1][0].text
    mixed = write_archive([("en/x.md", "x"), ("en/x.exe", "x"), ("__MACOSX/en/x.md", "x")])
    files, problems = read_archive(mixed)
    assert [path for path, _ in files] == ["en/x.md"]
    assert [problem.file for problem in problems] == ["en/x.exe"]


def test_the_page_says_what_is_wrong_and_where(admin: User) -> None:
    make_category("Pumps")
    client = Client()
    client.force_login(admin)
    broken = SimpleUploadedFile("a.zip", write_archive([("en/x.md", sheet(kind="poem"))]))
    page = client.post("/agent/knowledge/import/", {"archive": broken})
    assert page.status_code == 422
    assert "en/x.md:4" in page.content.decode()
    assert client.post("/agent/knowledge/import/").status_code == 422
    good = SimpleUploadedFile("a.zip", write_archive([("en/x.md", sheet())]))
    assert client.post("/agent/knowledge/import/", {"archive": good, "publish": "on"}).status_code == 302
    packed = client.get("/agent/knowledge/export/").content
    assert [path for path, _ in read_archive(packed)[0]] == ["en/x.md"]
