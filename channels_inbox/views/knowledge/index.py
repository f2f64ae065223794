"""The authors' lists, and a new article."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from channels_inbox.forms.article import NewArticleForm, locale_choices
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.knowledge.finding import SECTION
from knowledgebase.errors import ArticleError
from knowledgebase.models import Article, Category, Revision
from knowledgebase.operations.drafting import create_article
from knowledgebase.operations.writing import Text
from knowledgebase.selectors.dashboards import DASHBOARDS, board_counts, on_board
from knowledgebase.selectors.languages import standings, texts_with_drafts
from knowledgebase.selectors.shelves import category_choices, shelves

PAGE = 25


@require_safe
@agents_only
def index(request: AgentRequest, board: str = "all") -> HttpResponse:
    """Show one list of articles, narrowed by language, category, kind and words of the title."""
    if board not in DASHBOARDS:
        raise Http404
    asked = {
        name: request.GET.get(name, "").strip()[:60].replace("\x00", "") for name in ("locale", "category", "kind", "q")
    }
    locale = asked["locale"] if asked["locale"] in settings.KNOWLEDGE_LOCALES else ""
    found = on_board(board, request.user, locale)
    if asked["category"].isascii() and asked["category"].isdigit():
        found = found.filter(category__in=_below(int(asked["category"])))
    if asked["kind"] in Article.Kind.values:
        found = found.filter(kind=asked["kind"])
    if asked["q"]:
        found = found.filter(pk__in=_titled(request, asked["q"]))
    rows = found.select_related("category", "owner").prefetch_related("category__names", texts_with_drafts())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = board_counts(request.user, locale)
    context = {
        "page": page,
        "rows": [_row(article, locale, request.user) for article in page],
        "board": DASHBOARDS[board],
        "boards": [(one, counts[one.key]) for one in DASHBOARDS.values()],
        "locales": locale_choices(),
        "categories": category_choices(),
        "kinds": Article.Kind.choices,
        "asked": {**asked, "locale": locale},
        "narrowed": any(asked.values()),
        "keep": _query(asked),
        **SECTION,
    }
    return render(request, "agent/knowledge/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def new(request: AgentRequest) -> HttpResponse:
    """Begin an article: its title and where it stands; the words come next."""
    if not request.user.can_answer:
        raise Http404
    form, status = NewArticleForm(request.POST or None, initial=request.GET.dict()), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _created(request, form.cleaned_data)
            except ArticleError as error:
                form.add_error("category", str(error))
                status = error.status
    context = {"form": form, "empty": not form.fields["category"].choices, **SECTION}  # type: ignore[attr-defined]
    return render(request, "agent/knowledge/new.html", context, status=status)


def _created(request: AgentRequest, given: dict[str, Any]) -> HttpResponse:
    category = Category.objects.get(pk=given["category"])
    text = Text(title=given["title"])
    draft = create_article(by=request.user, category=category, locale=given["locale"], kind=given["kind"], text=text)
    return redirect("agent_article", draft.translation.article_id, draft.translation.locale)


def _row(article: Article, locale: str, user: User) -> dict[str, Any]:
    """Tell of one article; what is being written is for those who write."""
    readable = [text for text in article.texts if user.can_answer or text.is_published]  # type: ignore[attr-defined]
    texts = {text.locale: text for text in readable}
    text = texts.get(locale) or texts.get(article.source_locale) or next(iter(texts.values()), None)
    opened = next(iter(text.open_revisions), None) if text and user.can_answer else None
    revision = text and (opened or text.current_revision)
    return {"article": article, "text": text, "title": str(revision or "Untitled"), "standings": standings(article)}


def _below(pk: int) -> list[int]:
    """Return a category and all below it."""
    return [shelf.category.pk for shelf in shelves() if any(category.pk == pk for category in shelf.path)]


def _titled(request: AgentRequest, words: str) -> Any:
    """Return the articles one of whose texts, as it stands, has these words in its title."""
    live = Q(translation__current_revision=F("pk"))
    if request.user.can_answer:
        live |= Q(state__in=["draft", "in_review"])
    found = Revision.objects.filter(live, title__icontains=words)
    return found.values("translation__article")


def _query(asked: dict[str, str]) -> str:
    return urlencode({name: value for name, value in asked.items() if value})
