"""What Halden has written down: its knowledge base in three languages, read from articles/<locale>/<key>.md."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from helpdesk.demo.company import Company
from helpdesk.demo.texts import Sheet, publish_together
from knowledgebase.models import Article, ArticleEvent, Category, Reviewer, Revision, Significance, Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.reviewing import approve, submit_for_review
from knowledgebase.operations.settling import Settings, settle_article
from knowledgebase.operations.shelving import save_category
from knowledgebase.operations.writing import Text

FOLDER = Path(__file__).parent / "articles"
SOURCE = "en"
LOCALES = ("en", "de", "fr")
# slug, icon, locale -> name, description
SHELVES: list[tuple[str, str, dict[str, tuple[str, str]]]] = [
    (
        "espresso-machines",
        "coffee",
        {
            "en": ("Espresso machines", "One, Duo and Pro 2: set up, use, repair"),
            "de": ("Espressomaschinen", "One, Duo und Pro 2: einrichten, benutzen, reparieren"),
            "fr": ("Machines à espresso", "One, Duo et Pro 2 : installer, utiliser, réparer"),
        },
    ),
    (
        "grinders",
        "cog",
        {
            "en": ("Grinders", "Dial in, clean and calibrate"),
            "de": ("Mühlen", "Einstellen, reinigen, kalibrieren"),
            "fr": ("Moulins", "Régler, nettoyer, calibrer"),
        },
    ),
    (
        "water-and-care",
        "droplets",
        {
            "en": ("Water and care", "Descaling, filters, cleaning days"),
            "de": ("Wasser und Pflege", "Entkalken, Filter, Reinigungstage"),
            "fr": ("Eau et entretien", "Détartrage, filtres, nettoyage"),
        },
    ),
    (
        "orders-and-delivery",
        "package",
        {
            "en": ("Orders and delivery", "Track, change, return"),
            "de": ("Bestellung und Lieferung", "Verfolgen, ändern, zurücksenden"),
            "fr": ("Commandes et livraison", "Suivre, changer, retourner"),
        },
    ),
    (
        "warranty-and-service",
        "shield-check",
        {
            "en": ("Warranty and service", "Cover, repairs, loan machines"),
            "de": ("Garantie und Service", "Deckung, Reparatur, Leihmaschinen"),
            "fr": ("Garantie et service", "Couverture, réparations, prêt"),
        },
    ),
    (
        "for-cafes",
        "store",
        {
            "en": ("For cafés", "Plans, invoices, service visits"),
            "de": ("Für Cafés", "Pläne, Rechnungen, Wartung"),
            "fr": ("Pour les cafés", "Contrats, factures, visites"),
        },
    ),
]
# Who looks after what: the mailbox of its owner.
OWNERS = {"espresso-machines": "tomasz", "grinders": "leila", "water-and-care": "tomasz", "for-cafes": "priya"}
# Who decides besides administrators, and in which language.
REVIEWERS = [("ana", "en"), ("jonas", "de"), ("leila", "fr")]
# Grew a paragraph since it was translated: the other languages are out of date.
GREW = "track-your-order"
ADDED = (
    "\n\n## Several parcels\n\nOrders of more than 20 kg travel in several parcels, each with a link of its own. "
    "They may arrive on different days.\n"
)
# Somebody is still writing these: key, who, the sentence they begin with, sent for review.
UNFINISHED = [
    ("descaling-when-and-how", "tomasz", "Halden Water users: choose the setting “filtered” first.", True),
    ("clear-a-jammed-burr", "leila", "A film of all six steps is in the app under Care.", False),
]


def write_down(company: Company, rng: random.Random, *, now: datetime) -> int:
    """Write and publish every article, with a past of its own; return how many there are."""
    people = {mailbox: User.objects.get(pk=agent.id) for mailbox, agent in company.agents.items()}
    priya = people["priya"]
    shelves = {slug: _shelf(slug, icon, names, by=priya) for slug, icon, names in SHELVES}
    Reviewer.objects.bulk_create([Reviewer(user=people[mailbox], locale=locale) for mailbox, locale in REVIEWERS])
    related: dict[str, str] = {}
    sources: list[Sheet] = []
    for path in sorted((FOLDER / SOURCE).glob("*.md")):
        said, text = _read(path)
        owner = people[OWNERS.get(said["category"], "jonas")]
        sheet = Sheet(path.stem, said["slug"], SOURCE, text, owner, people["ana"])
        sheet.category, sheet.kind, sheet.visibility = shelves[said["category"]], said["kind"], said["visibility"]
        sources.append(sheet)
        related[path.stem] = said.get("related", "")
    publish_together(sources, at=timezone.now())
    publish_together(list(_translations(sources, people)), at=timezone.now())
    articles = {sheet.key: sheet.translation.article for sheet in sources}
    _relate(articles, related, by=priya)
    _age(articles, rng, now=now)
    _go_on(articles, people)
    return len(articles)


def _translations(sources: list[Sheet], people: dict[str, User]) -> Iterator[Sheet]:
    """Yield every text in another language: who reviews that language wrote it."""
    known = {sheet.key: sheet for sheet in sources}
    for locale, reviewer in ((locale, people[mailbox]) for mailbox, locale in REVIEWERS if locale != SOURCE):
        for path in sorted((FOLDER / locale).glob("*.md")):
            said, text = _read(path)
            source = known[path.stem]
            article, revision = source.article, source.revision
            yield Sheet(path.stem, said["slug"], locale, text, reviewer, reviewer, article=article, source=revision)


def _shelf(slug: str, icon: str, names: dict[str, tuple[str, str]], *, by: User) -> Category:
    return save_category(Category(slug=slug, icon=icon), by=by, names=names)


def _read(path: Path) -> tuple[dict[str, str], Text]:
    head, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    return said, Text(said["title"], said["summary"], said["keywords"], body.strip() + "\n")


def _relate(articles: dict[str, Article], related: dict[str, str], *, by: User) -> None:
    for key, others in related.items():
        article = Article.objects.get(pk=articles[key].pk)
        chosen = [articles[other] for other in others.split(", ") if other]
        settings = Settings(article.category, article.visibility, owner=article.owner, related=chosen)
        settle_article(article, settings, by=by)


def _age(articles: dict[str, Article], rng: random.Random, *, now: datetime) -> None:
    """Give every article the day it was written and last looked at; a few have waited long."""
    for article in Article.objects.filter(pk__in=[a.pk for a in articles.values()]).order_by("pk"):
        written = now - timedelta(days=rng.randrange(60, 480), minutes=rng.randrange(600))
        changed = written + (now - written) * rng.random() * 0.9
        checked = changed + (now - changed) * rng.random()
        Article.objects.filter(pk=article.pk).update(
            created_at=written, verified_at=checked, verify_by=(checked + timedelta(days=180)).date()
        )
        Translation.objects.filter(article=article).update(published_at=written, changed_at=changed)
        revisions = Revision.objects.filter(translation__article=article)
        revisions.update(created_at=written, submitted_at=written, reviewed_at=changed, saved_at=written)
        ArticleEvent.objects.filter(article=article).update(created_at=written)


def _go_on(articles: dict[str, Article], people: dict[str, User]) -> None:
    """Leave the desk as on any day: a translation behind its source, a text in review, a draft half written."""
    grown = articles[GREW].translations.select_related("current_revision").get(locale=SOURCE)
    assert grown.current_revision is not None
    text = Text.of(grown.current_revision)
    draft = save_draft(grown, by=people["jonas"], text=replace(text, body=text.body.rstrip() + ADDED))
    approve(draft, by=people["ana"], significance=Significance.MAJOR)
    for key, mailbox, sentence, sent in UNFINISHED:
        translation = articles[key].translations.select_related("current_revision").get(locale=SOURCE)
        assert translation.current_revision is not None
        text = Text.of(translation.current_revision)
        text = replace(text, body=f"{text.body.rstrip()}\n\n{sentence}\n")
        draft = save_draft(translation, by=people[mailbox], text=text)
        if sent:
            submit_for_review(draft, by=people[mailbox], comment="Asked about twice this week.")
