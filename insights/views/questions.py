"""The question radar: the board, a question with its tickets, and what people decide about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from insights.asked import Asked
from insights.board import board
from insights.errors import QuestionError
from insights.files import streamed
from insights.forms.asked import PRESETS, AskedForm
from insights.forms.question import ApartForm, DraftForm, NameForm, TogetherForm, locale_of
from insights.models import Question
from insights.of_article import asked_of_article
from insights.operations import deciding, drafting
from insights.paging import page_number
from insights.question import current, question_of, question_page, question_rows
from knowledgebase.errors import NotAllowed
from knowledgebase.models import Article


@require_safe
@agents_only
def index(request: AgentRequest) -> HttpResponse:
    form = AskedForm(request.GET, user=request.user)
    asked = form.asked()
    page = page_number(request.GET.get("page", ""))
    context = {
        "board": board(asked, page=page),
        **_place(form, asked),
        "page": page,
        "may": deciding.may_decide(request.user),
    }
    if page > 1:
        context["back"] = asked.query(page=page - 1)
    context["next"] = asked.query(page=page + 1)
    return render(request, "insights/questions/index.html", context, status=422 if form.errors else 200)


@require_safe
@agents_only
def index_file(request: AgentRequest) -> StreamingHttpResponse:
    """Send every question of the board as CSV."""
    asked = AskedForm(request.GET, user=request.user).asked()
    return streamed(f"questions-{asked.first}-{asked.last}.csv", question_rows(asked))


@require_safe
@agents_only
def show(request: AgentRequest, pk: int) -> HttpResponse:
    form = AskedForm(request.GET, user=request.user)
    asked = form.asked()
    question = _found(asked, pk)
    if question.pk != pk:
        return redirect("question", pk=question.pk)
    return _page(request, question, form=form, asked=asked)


@require_POST
@agents_only
def name(request: AgentRequest, pk: int) -> HttpResponse:
    """Rename it, or take the name back."""
    question = _mine(request, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, question, naming=form, status=422)
    deciding.name_question(question, to=form.cleaned_data["name"], by=request.user)
    messages.success(request, "Renamed" if form.cleaned_data["name"] else "It is called as people ask it again")
    return redirect("question", pk=question.pk)


@require_POST
@agents_only
def together(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that it is the same as another."""
    question = _mine(request, pk)
    form = TogetherForm(request.POST, question=question)
    if not form.is_valid():
        return _page(request, question, together=form, status=422)
    head = deciding.put_together(question, into=form.cleaned_data["into"], by=request.user)
    messages.success(request, "They are one question now")
    return redirect("question", pk=head.pk)


@require_POST
@agents_only
def out(request: AgentRequest, pk: int, part: int) -> HttpResponse:
    """Let a part be a question of its own again."""
    question = _mine(request, pk)
    taken = get_object_or_404(Question, pk=part, part_of=question)
    deciding.take_out(taken, by=request.user)
    messages.success(request, "They are two questions again")
    return redirect("question", pk=taken.pk)


@require_POST
@agents_only
def apart(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that some of its tickets ask something else."""
    question = _mine(request, pk)
    form = ApartForm(request.POST, question=question)
    try:
        if form.is_valid():
            new = deciding.tell_apart(question, form.cleaned_data["askings"], by=request.user)
            messages.success(request, "These tickets have a question of their own now")
            return redirect("question", pk=new.pk)
    except QuestionError as error:
        form.add_error(None, str(error))
    return _page(request, question, apart=form, status=422)


@require_POST
@agents_only
def draft(request: AgentRequest, pk: int) -> HttpResponse:
    """Begin an article from the best answers."""
    question = _mine(request, pk)
    form = DraftForm(request.POST, user=request.user)
    try:
        if form.is_valid():
            draft = drafting.draft_article(
                question, by=request.user, category=form.chosen(), locale=locale_of(question)
            )
            messages.success(
                request, f"“{draft.title}” is drafted from the best answers. Read it before anybody else does"
            )
            return redirect("agent_article", pk=draft.translation.article_id, locale=draft.translation.locale)
    except (QuestionError, NotAllowed) as error:
        form.add_error(None, str(error))
    return _page(request, question, drafting=form, status=422)


def _found(asked: Asked, pk: int) -> Question:
    """Return a question somebody asked on a ticket the reader may see, as it is now."""
    question = current(get_object_or_404(Question, pk=pk))
    mine = Q(question=question) | Q(question__part_of=question)
    if not asked.sees_all and not asked.everything().filter(mine).exists():
        raise Http404
    return question


def _mine(request: AgentRequest, pk: int) -> Question:
    """Return a question the reader may decide about."""
    question = current(get_object_or_404(Question, pk=pk))
    try:
        deciding.require_deciding(request.user)
    except QuestionError as error:
        raise PermissionDenied(str(error)) from None
    return question


def _page(
    request: AgentRequest, question: Question, *, form: AskedForm | None = None, asked: Asked | None = None,
    status: int = 200, **forms: Any,
) -> HttpResponse:  # fmt: skip
    form = form or AskedForm(request.GET, user=request.user)
    asked = asked or form.asked()
    page = question_page(asked, question, after=request.GET.get("after", ""))
    context = {"it": page, **_place(form, asked), "question": question, "may": deciding.may_decide(request.user)}
    context["more"] = asked.query(after=page.after) if page.after else ""
    if context["may"]:
        context |= {
            "naming": NameForm(initial={"name": question.wording if question.named_at else ""}),
            "together": TogetherForm(question=question),
            "drafting": DraftForm(user=request.user),
            **forms,
        }
    return render(request, "insights/questions/show.html", context, status=status)


def _place(form: AskedForm, asked: Asked) -> dict[str, Any]:
    periods = [(words, asked.query(range=key), key == asked.preset) for key, words in PRESETS]
    return {"form": form, "asked": asked, "periods": periods, "query": asked.query(), "section": "questions"}


@require_safe
@agents_only
def of_ticket(request: AgentRequest, number: int) -> HttpResponse:
    """Say, beside a ticket, how often its question is asked and what answers it."""
    ticket = find_ticket(request, number)
    asked = AskedForm({"range": "30d"}, user=request.user).asked()
    context = {"it": question_of(asked, ticket), "asked": asked, "ticket": ticket}
    return render(request, "insights/questions/_of_ticket.html", context)


@require_safe
@agents_only
def of_article(request: AgentRequest, pk: int) -> HttpResponse:
    """Say, beside an article, how often what it answers is asked, and who found it without asking."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    asked = AskedForm({"range": "30d"}, user=request.user).asked()
    context = {"it": asked_of_article(asked, article), "asked": asked, "article": article}
    return render(request, "insights/questions/_of_article.html", context)
