"""Take articles in from files: all of them, or none and what is wrong by file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction

from accounts.models import User
from helpdesk.lib.html.article.render import MAX_MARKDOWN
from helpdesk.lib.refusal import Refusal
from knowledgebase.exchange.front_matter import Problem, Sheet, read_sheet
from knowledgebase.models import Article, Category, Revision, Translation, Visibility
from knowledgebase.operations.drafting import add_translation, create_article, save_draft
from knowledgebase.operations.reviewing import approve
from knowledgebase.operations.writing import Text
from knowledgebase.permissions import require_admin
from knowledgebase.search.indexing import indexed_together

# A list of thousands of problems helps nobody.
MOST_PROBLEMS = 200
# Keys become paths when the articles are written as files again.
_KEY = re.compile(r"[-\w]{1,120}", re.ASCII)


@dataclass(slots=True)
class Imported:
    """What an import did, or why it did nothing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


class _Nothing(Exception):
    """Ends the transaction: whatever was written goes with it."""


def import_articles(files: Sequence[tuple[str, str]], *, by: User, publish: bool = False) -> Imported:
    """Take in (path, text) files: new articles and translations, and changed texts of those whose key is known.

    Each becomes a draft, or is published at once. One problem anywhere, and nothing is written. Words only: a file that
    names another category, kind or audience than its article has is a problem, for it must not be published as it is.
    """
    require_admin(by)
    done = Imported()
    sheets = []
    for path, text in files:
        sheet, problems = read_sheet(path, text)
        sheets.append(sheet)
        done.problems += [*problems, *_misnamed(sheet)]
    if done.problems:
        del done.problems[MOST_PROBLEMS:]
        return done
    shelves = {category.slug: category for category in Category.objects.all()}
    placed = {(_key(sheet), _locale(sheet)): sheet for sheet in sheets if sheet.values}
    known = _known({key for key, _ in placed})
    _check(sheets, placed, known, shelves, done)
    if done.problems:
        del done.problems[MOST_PROBLEMS:]
        return done
    try:
        with transaction.atomic():
            # All at once, in the order in which whoever changes categories locks them.
            list(Category.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
            with indexed_together():
                _write(placed, known, shelves, done, by=by, publish=publish)
                if done.problems:
                    raise _Nothing
    except _Nothing:
        return Imported(problems=done.problems[:MOST_PROBLEMS])
    return done


def _write(
    placed: dict[tuple[str, str], Sheet],
    known: dict[str, Article],
    shelves: dict[str, Category],
    done: Imported,
    *,
    by: User,
    publish: bool,
) -> None:
    # Sources first: the others are translated from them.
    for (key, locale), sheet in sorted(placed.items(), key=lambda one: (_order(one[0][1]), one[0][0])):
        try:
            draft = _take(key, locale, sheet, known, shelves, done, by=by)
            if draft is not None and publish:
                approve(draft, by=by)
        except Refusal as error:
            done.problems.append(Problem(sheet.file, 0, str(error)))
    related = {key: sheet for (key, _), sheet in placed.items() if sheet["related"]}
    for key, sheet in related.items():
        if key not in known:
            continue  # Its file was refused.
        others = _known(set(_list(sheet["related"])))
        known[key].related.add(*[other for other in others.values() if other.pk != known[key].pk])


def _take(
    key: str,
    locale: str,
    sheet: Sheet,
    known: dict[str, Article],
    shelves: dict[str, Category],
    done: Imported,
    *,
    by: User,
) -> Revision | None:
    """Write one file; return the draft it became, or None when nothing would change."""
    text = Text(sheet["title"], sheet["summary"], sheet["keywords"], sheet.body)
    article = known.get(key)
    if article is None:
        done.created += 1
        draft = create_article(
            by=by,
            category=shelves[_shelf(sheet)],
            locale=locale,
            text=text,
            kind=sheet["kind"] or Article.Kind.TEXT,
            visibility=sheet["visibility"] or Visibility.PUBLIC,
            key=key,
            slug=sheet["slug"],
        )
        known[key] = draft.translation.article
        return draft
    translation = article.translations.filter(locale=locale).first()
    if translation is None:
        done.created += 1
        return add_translation(article, by=by, locale=locale, text=text, slug=sheet["slug"])
    return _changed(translation, text, sheet, done, by=by)


def _changed(translation: Translation, text: Text, sheet: Sheet, done: Imported, *, by: User) -> Revision | None:
    newest = translation.revisions.first()
    if newest is not None and _as_in_file(Text.of(newest)) == _as_in_file(text):
        done.unchanged += 1
        return None
    if newest is not None and newest.is_open:
        done.problems.append(
            Problem(sheet.file, 0, "Somebody is writing this text. Send their draft in or throw it away first.")
        )
        return None
    done.changed += 1
    return save_draft(translation, by=by, text=text, comment="Imported")


def _as_in_file(text: Text) -> Text:
    """Return what two texts have in common that differ only by how a file ends."""
    return replace(text.tidy(), body=text.tidy().body.strip("\n"))


def _check(
    sheets: list[Sheet],
    placed: dict[tuple[str, str], Sheet],
    known: dict[str, Article],
    shelves: dict[str, Category],
    done: Imported,
) -> None:
    """Find all that is wrong with the values, before anything is written."""
    problems = done.problems
    seen: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        key, locale = _key(sheet), _locale(sheet)
        if locale not in settings.KNOWLEDGE_LOCALES:
            problems.append(sheet.problem("locale", f"Put it into a folder named {_or(settings.KNOWLEDGE_LOCALES)}."))
        first = seen.setdefault((key, locale), sheet.file)
        if first != sheet.file:
            problems.append(sheet.problem("key", f"{first} has the same key and language."))
        if not sheet["title"]:
            problems.append(sheet.problem("title", "It needs a title."))
        for name, longest in (("title", 200), ("summary", 500), ("keywords", 500)):
            if len(sheet[name]) > longest:
                problems.append(sheet.problem(name, f"The {name} has more than {longest} characters."))
        if len(sheet.body) > MAX_MARKDOWN:
            problems.append(sheet.problem("", f"The text has more than {MAX_MARKDOWN} characters."))
        if sheet["kind"] and sheet["kind"] not in Article.Kind.values:
            problems.append(sheet.problem("kind", f"The kind is {_or(Article.Kind.values)}."))
        if sheet["visibility"] not in {"", "public", "signed_in", "internal"}:
            problems.append(sheet.problem("visibility", "The visibility is public, signed_in or internal."))
        if key not in known and _is_source(key, locale, placed) and _shelf(sheet) not in shelves:
            said = f"There is no category “{_shelf(sheet)}”." if _shelf(sheet) else "It needs a category."
            problems.append(sheet.problem("category", said))
        problems += _contradictions(sheet, _source(key, placed), known.get(key))
    theirs = {key for key, _ in placed}
    wanted = {other for sheet in placed.values() for other in _list(sheet["related"])}
    there = theirs | set(_known(wanted - theirs))
    for sheet in placed.values():
        problems += [
            sheet.problem("related", f"There is no article “{other}”.")
            for other in _list(sheet["related"])
            if other not in there
        ]


def _misnamed(sheet: Sheet) -> Iterator[Problem]:
    if sheet.values and not _KEY.fullmatch(_key(sheet)):
        yield sheet.problem("key", "A key, or the name of its file, is made of letters a to z, digits, “-” and “_”.")
    for other in _list(sheet["related"]):
        if not _KEY.fullmatch(other):
            yield sheet.problem("related", "Name related articles by their keys, separated by commas.")


def _contradictions(sheet: Sheet, source: Sheet, article: Article | None) -> Iterator[Problem]:
    """Say what a file claims of its article that is not so, or that the file it is translated from says otherwise."""
    if article is None:
        visibility, kind = source["visibility"] or Visibility.PUBLIC, source["kind"] or Article.Kind.TEXT
        there = {"visibility": visibility, "category": _shelf(source), "kind": kind}
    else:
        # A file cannot name organizations: what only some read is written as internal.
        visibility = "internal" if article.visibility == Visibility.ORGANIZATIONS else article.visibility
        there = {"visibility": visibility, "category": article.category.slug, "kind": article.kind}
    said = {"visibility": sheet["visibility"], "category": _shelf(sheet), "kind": sheet["kind"]}
    for name, value in said.items():
        if value and value != there[name]:
            yield sheet.problem(
                name, f"The {name} of this article is “{there[name]}”, and an import changes words only."
            )
    text = article.translations.filter(locale=_locale(sheet)).first() if article and sheet["slug"] else None
    if text is not None and text.published_at is not None and sheet["slug"] != text.slug:
        yield sheet.problem("slug", f"The address of this article is “{text.slug}”, and an import changes words only.")


def _known(keys: set[str]) -> dict[str, Article]:
    """Return the articles there are of these keys."""
    found = {article.key or "": article for article in Article.objects.filter(key__in=keys).select_related("category")}
    numbers = {
        key: int(key[8:]) for key in keys if key.startswith("article-") and key[8:].isdecimal() and len(key) < 18
    }
    unnamed = Article.objects.filter(pk__in=numbers.values(), key=None).select_related("category").in_bulk()
    return found | {key: unnamed[number] for key, number in numbers.items() if number in unnamed}


def _key(sheet: Sheet) -> str:
    return sheet["key"] or PurePosixPath(sheet.file).stem


def _locale(sheet: Sheet) -> str:
    return sheet["locale"] or PurePosixPath(sheet.file).parent.name


def _shelf(sheet: Sheet) -> str:
    return sheet["category"].rpartition("/")[2]


def _is_source(key: str, locale: str, placed: dict[tuple[str, str], Sheet]) -> bool:
    """Whether this file begins its article: the first of its languages."""
    return locale == _locale(_source(key, placed))


def _source(key: str, placed: dict[tuple[str, str], Sheet]) -> Sheet:
    return placed[key, min((there for known, there in placed if known == key), key=_order)]


def _order(locale: str) -> int:
    locales: list[str] = settings.KNOWLEDGE_LOCALES
    return locales.index(locale) if locale in locales else len(locales)


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
