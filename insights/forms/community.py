"""Which days and which forum the community's report is about, as the address says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from community.models import Forum
from insights.community.scope import CommunityScope
from insights.forms.scope import DaysForm


class CommunityScopeForm(DaysForm):
    forum = forms.ModelChoiceField(Forum.objects.none(), to_field_name="slug", required=False, empty_label="All forums")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        forum = self.fields["forum"]
        assert isinstance(forum, forms.ModelChoiceField)
        forum.queryset = Forum.objects.visible_to(user)

    def scope(self) -> CommunityScope:
        """Return the scope; what could not be read is as if it were not given."""
        preset, first, last = self.days()
        return CommunityScope(
            user=self.user,
            zone=timezone.get_current_timezone(),
            first=first,
            last=last,
            preset=preset,
            forum=self.cleaned_data.get("forum"),
        )
