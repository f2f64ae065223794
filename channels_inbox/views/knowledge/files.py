"""Pictures and files of articles: kept by writers, handed out to readers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.knowledge.finding import find_article
from knowledgebase.errors import ArticleError
from knowledgebase.models import ArticleFile
from knowledgebase.operations.filing import add_file, remove_file
from tickets.downloads import hand_out


@require_safe
def file(request: HttpRequest, token: str, name: str) -> Any:
    """Hand out a file to those who may read its article; 404 to all others. Pictures are shown, the rest is saved."""
    found = ArticleFile.objects.visible_to(request.user).filter(token=token, name=name).first()
    if found is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    try:
        return hand_out(request, found, shown=True)
    except FileNotFoundError:
        return HttpResponse("This file is not on the server any more.", status=410, content_type="text/plain")


@require_POST
@agents_only
def files(request: AgentRequest, pk: int) -> HttpResponse:
    """Keep one file and answer with its line."""
    article = find_article(request, pk)
    upload = request.FILES.get("file")
    if upload is None:
        return HttpResponse("No file came along.", status=422, content_type="text/plain")
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        return HttpResponse(f"Files may have up to {limit}.", status=413, content_type="text/plain")
    kind = upload.content_type or "application/octet-stream"
    try:
        stored = add_file(
            article, by=request.user, name=upload.name or "file", content_type=kind, content=upload.read()
        )
    except ArticleError as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain")
    return render(request, "agent/knowledge/_file.html", {"file": stored})


@require_POST
@agents_only
def removal(request: AgentRequest, pk: int, file: int) -> HttpResponse:
    """Take a file off its article."""
    article = find_article(request, pk)
    found = get_object_or_404(article.files, pk=file)
    try:
        remove_file(found, by=request.user)
    except ArticleError as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain")
    messages.success(request, f"{found} is gone")
    return redirect("agent_article_source", pk)
