"""Messages to visitors and readers: for administrators. Writes go through the form of the settings page."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from accounts.models import Organization
from channels_inbox.forms.announcement import AnnouncementForm, written
from helpdesk.api.fields import Input, Line
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAdmin
from knowledgebase.models import Announcement
from knowledgebase.operations.announcing import publish_announcement, save_announcement, stop_announcement
from knowledgebase.selectors.announcements import COUNTS, counted, listed

_LISTS = ("pages", "languages")


class AnnouncementInput(Input):
    title = Line(max_length=80)
    body = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=Announcement.Kind.choices, required=False)
    action = serializers.ChoiceField(choices=Announcement.Action.choices, required=False, allow_blank=True)
    action_label = Line(max_length=40, required=False, allow_blank=True)
    action_url = Line(max_length=500, required=False, allow_blank=True)
    in_widget = serializers.BooleanField(required=False)
    in_help = serializers.BooleanField(required=False)
    pages = serializers.ListField(child=Line(max_length=200), required=False)
    languages = serializers.ListField(child=Line(max_length=10), required=False)
    visitors = serializers.ChoiceField(choices=Announcement.Visitors.choices, required=False, allow_blank=True)
    signed_in = serializers.BooleanField(required=False)
    organizations = serializers.PrimaryKeyRelatedField(many=True, queryset=Organization.objects.all(), required=False)
    attributes = serializers.DictField(child=Line(max_length=200), required=False)
    delay = serializers.IntegerField(required=False)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    frequency = serializers.ChoiceField(choices=Announcement.Frequency.choices, required=False)
    every_days = serializers.IntegerField(required=False)
    priority = serializers.IntegerField(required=False)
    holdout = serializers.IntegerField(required=False)
    goal = Line(max_length=200, required=False, allow_blank=True)


class AnnouncementChange(AnnouncementInput):
    version = serializers.IntegerField(min_value=1)


class AnnouncementSerializer(serializers.ModelSerializer[Announcement]):
    counts = serializers.SerializerMethodField(help_text="Browsers it was meant for, and what became of it there.")

    class Meta:
        model = Announcement
        fields = [
            *("id", *AnnouncementInput().fields, "published_at", "stopped_at", "version"),
            "counts",
        ]

    def get_counts(self, announcement: Announcement) -> dict[str, int]:
        return {name: getattr(announcement, name, 0) for name in COUNTS}


class AnnouncementList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        responses=AnnouncementSerializer(many=True), tags=["announcements"], operation_id="announcements_list"
    )
    def get(self, request: Request) -> Response:
        """What you tell visitors and readers, with what became of it."""
        rows = counted(listed().prefetch_related("organizations")[:500])
        return Response(AnnouncementSerializer(rows, many=True).data)

    @extend_schema(request=AnnouncementInput, responses={201: AnnouncementSerializer}, tags=["announcements"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Write one. Nobody sees it until it is published."""
        made = _saved(Announcement(), sent(AnnouncementInput, request), request)
        return Response(AnnouncementSerializer(_find(made.pk)).data, status=201)


class AnnouncementDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=AnnouncementSerializer, tags=["announcements"], operation_id="announcements_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One of them."""
        return Response(AnnouncementSerializer(_find(pk)).data)

    @extend_schema(request=AnnouncementChange, responses=AnnouncementSerializer, tags=["announcements"])
    def put(self, request: Request, pk: int) -> Response:
        """Change one; what is left out stays. Send the `version` you read; 409 for an older one."""
        _saved(_find(pk), sent(AnnouncementChange, request), request)
        return Response(AnnouncementSerializer(_find(pk)).data)


class AnnouncementPublication(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=AnnouncementSerializer, tags=["announcements"])
    def put(self, request: Request, pk: int) -> Response:
        """Let people see it."""
        publish_announcement(_find(pk), by=by(request))
        return Response(AnnouncementSerializer(_find(pk)).data)

    @extend_schema(request=None, responses=AnnouncementSerializer, tags=["announcements"])
    def delete(self, request: Request, pk: int) -> Response:
        """Show it to nobody any more."""
        stop_announcement(_find(pk), by=by(request))
        return Response(AnnouncementSerializer(_find(pk)).data)


def _find(pk: int) -> Announcement:
    return counted([get_object_or_404(Announcement.objects.prefetch_related("organizations"), pk=pk)])[0]


def _saved(announcement: Announcement, values: dict[str, Any], request: Request) -> Announcement:
    """Store what was sent on top of what is there."""
    form = _form_of(announcement, values)
    if not form.is_valid():
        raise ValidationError(
            {name: [str(e["message"]) for e in told] for name, told in form.errors.get_json_data().items()}
        )
    return save_announcement(
        form.apply(announcement), form.cleaned_data["organizations"], by=by(request), seen=form.seen
    )


def _form_of(announcement: Announcement, values: dict[str, Any]) -> AnnouncementForm:
    chosen = {**written(announcement), **values}
    data = QueryDict(mutable=True)
    for name, value in chosen.items():
        if name in _LISTS and not isinstance(value, str):
            data[name] = "\n".join(value) if name == "pages" else " ".join(value)
        elif name == "attributes" and isinstance(value, dict):
            data[name] = "\n".join(f"{key} = {said}" for key, said in value.items())
        elif name == "organizations":
            data.setlist(name, [str(one.pk) for one in value])
        elif name in {"starts_at", "ends_at"}:
            # With its seconds and its zone: of an hour that comes twice a year the right one.
            data[name] = value.isoformat() if value else ""
        elif value is not False and value is not None:
            data[name] = "on" if value is True else str(value)
    return AnnouncementForm(data)
