"""Chat widgets: for administrators."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from channels_inbox.api.widget_shapes import WidgetChange, WidgetInput, WidgetSerializer, WidgetWithSecret, form_of
from channels_inbox.forms.widget import WidgetForm
from channels_inbox.models import Widget
from channels_inbox.operations.channels import pause_channel, resume_channel
from channels_inbox.operations.widgets import new_widget, renew_identity_secret, retire_widget, save_widget
from helpdesk.api.idempotency import idempotent
from helpdesk.api.permissions import IsAdmin


class WidgetList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=WidgetSerializer(many=True), tags=["widgets"], operation_id="widgets_list")
    def get(self, request: Request) -> Response:
        """The chats on your sites."""
        rows = Widget.objects.in_use().select_related("channel__team").order_by("pk")
        return Response(WidgetSerializer(rows, many=True).data)

    @extend_schema(request=WidgetInput, responses={201: WidgetWithSecret}, tags=["widgets"])
    @idempotent(secret="secret")
    def post(self, request: Request) -> Response:
        """Add a widget. Where only signed-in visitors may write, its secret is in this answer and nowhere else."""
        widget = new_widget()
        form = _valid(form_of(widget, sent(WidgetInput, request)))
        secret = save_widget(form.apply(widget), by=by(request))
        return Response(WidgetWithSecret(widget, context={"secret": secret}).data, status=201)


class WidgetDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=WidgetSerializer, tags=["widgets"], operation_id="widgets_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        """One widget."""
        return Response(WidgetSerializer(_find(pk)).data)

    @extend_schema(request=WidgetChange, responses=WidgetWithSecret, tags=["widgets"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a widget; settings left out stay. Send the `version` you read; 409 for an older one."""
        widget = _find(pk)
        form = _valid(form_of(widget, sent(WidgetChange, request)))
        secret = save_widget(form.apply(widget), by=by(request), seen=form.seen)
        return Response(WidgetWithSecret(widget, context={"secret": secret}).data)

    @extend_schema(responses={204: None}, tags=["widgets"])
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a widget. What was said in it stays in its tickets."""
        retire_widget(_find(pk), by=by(request))
        return Response(status=204)


class WidgetPause(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=WidgetSerializer, tags=["widgets"])
    def put(self, request: Request, pk: int) -> Response:
        """Pause a widget: no page shows it."""
        pause_channel(_find(pk).channel, by=by(request))
        return Response(WidgetSerializer(_find(pk)).data)

    @extend_schema(responses=WidgetSerializer, tags=["widgets"])
    def delete(self, request: Request, pk: int) -> Response:
        """Show a widget again."""
        resume_channel(_find(pk).channel, by=by(request))
        return Response(WidgetSerializer(_find(pk)).data)


class WidgetSecret(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=None, responses=WidgetWithSecret, tags=["widgets"])
    @idempotent(secret="secret")
    def post(self, request: Request, pk: int) -> Response:
        """Give a widget another identity secret; what the old one signed is refused from now on."""
        widget = _find(pk)
        secret = renew_identity_secret(widget, by=by(request))
        return Response(WidgetWithSecret(widget, context={"secret": secret}).data)


def _find(pk: int) -> Widget:
    return get_object_or_404(Widget.objects.in_use().select_related("channel__team"), pk=pk)


def _valid(form: WidgetForm) -> WidgetForm:
    if not form.is_valid():
        wrong = form.errors.get_json_data()
        raise ValidationError(
            {name if name != "__all__" else "fields": [str(e["message"]) for e in told] for name, told in wrong.items()}
        )
    return form
