"""The tree of categories, and one with its names and rights."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.operations.ordering import move
from channels_inbox.forms.category import CategoryForm, written
from channels_inbox.views.access import AgentRequest, admins_only, agents_only
from channels_inbox.views.knowledge.finding import SECTION
from channels_inbox.views.settings.editing import SAVED, attempt
from knowledgebase.errors import ArticleError
from knowledgebase.models import Category
from knowledgebase.operations.shelving import delete_category, save_category
from knowledgebase.selectors.shelves import shelves


@require_safe
@agents_only
def categories(request: AgentRequest) -> HttpResponse:
    return render(request, "agent/knowledge/categories/index.html", {"rows": shelves(counted=True), **SECTION})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    category = get_object_or_404(Category, pk=pk) if pk else Category()
    if request.method != "POST":
        first = written(category) if pk else {"parent": request.GET.get("below", "")}
        return _page(request, CategoryForm(initial=first, category=category), category)

    def make(data: Any) -> CategoryForm:
        return CategoryForm(data, category=category)

    def save(form: CategoryForm) -> None:
        given = form.cleaned_data
        save_category(form.apply(category), by=request.user, names=form.names, writers=given["writers"], seen=form.seen)

    form, status = attempt(request, make, category, save)
    if status != SAVED:
        return _page(request, form, category, status=status)
    messages.success(request, "The category is saved")
    return redirect("agent_categories")


@require_POST
@admins_only
def position(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a category at a place among those beside it."""
    place = request.POST.get("to", "")
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        return HttpResponseBadRequest("Say which place, counted from 1.")
    category = get_object_or_404(Category, pk=pk)
    move(category, Category.objects.filter(parent=category.parent_id), to=int(place), by=request.user)
    return redirect("agent_categories")


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    """Delete an empty category."""
    try:
        delete_category(get_object_or_404(Category, pk=pk), by=request.user)
    except ArticleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The category is gone")
    return redirect("agent_categories")


def _page(request: AgentRequest, form: CategoryForm, category: Category, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "category": category, **SECTION}
    return render(request, "agent/knowledge/categories/edit.html", context, status=status)
