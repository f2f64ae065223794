"""Choose what others see of oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.forms.presenting import PresentationForm
from community.naming import initials
from community.operations.joining import join
from community.operations.presenting import CHOICES, save_choices
from community.views.access import PersonRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def edit(request: PersonRequest) -> HttpResponse:
    profile = join(request.user)
    first = {name: getattr(profile, name) for name in CHOICES}
    form = PresentationForm(request.POST) if request.method == "POST" else PresentationForm(initial=first)
    if request.method == "POST" and form.is_valid():
        saved = save_choices(by=request.user, choices=form.cleaned_data)
        messages.success(request, "Saved. Others see it from now on.")
        return redirect(saved)
    context = {"tab": "community", "form": form, "profile": profile, "initials": initials(request.user.name)}
    return render(request, "community/people/edit.html", context, status=422 if form.is_bound else 200)
