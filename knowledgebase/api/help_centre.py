from __future__ import annotations

from django.core.exceptions import ValidationError as Invalid
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.settings import by, sent
from accounts.errors import ChangedMeanwhile
from helpdesk.api.fields import Input, Line
from helpdesk.api.permissions import IsAgent
from helpdesk.api.refusals import Conflict
from knowledgebase.models import HelpCentre
from knowledgebase.operations.branding import save_help_centre

FIELDS = (
    *("colour", "suggests_in_form", "suggests_in_widget", "suggests_in_mail"),
    *("holdout_percent", "visit_days"),
)


class HelpCentreSerializer(serializers.ModelSerializer[HelpCentre]):
    logo = serializers.SerializerMethodField(help_text="Path of the logo; empty when there is none.")

    class Meta:
        model = HelpCentre
        fields = [*FIELDS, "logo", "version"]

    def get_logo(self, centre: HelpCentre) -> str:
        return reverse("logo", args=[centre.version]) if centre.logo_type else ""


class HelpCentreChange(Input):
    version = serializers.IntegerField(min_value=1, help_text="The version you read; an older one is refused.")
    colour = Line(required=False, allow_blank=True, max_length=60)
    suggests_in_form = serializers.BooleanField(required=False)
    suggests_in_widget = serializers.BooleanField(required=False)
    suggests_in_mail = serializers.BooleanField(required=False)
    holdout_percent = serializers.DecimalField(required=False, max_digits=4, decimal_places=1)
    visit_days = serializers.IntegerField(required=False, min_value=1)


class HelpCentreView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=HelpCentreSerializer, operation_id="help_centre_retrieve", tags=["knowledge base"])
    def get(self, request: Request) -> Response:
        """How the help centre looks, and when it suggests answers."""
        return Response(HelpCentreSerializer(HelpCentre.objects.get()).data)

    @extend_schema(
        request=HelpCentreChange,
        responses=HelpCentreSerializer,
        operation_id="help_centre_partial_update",
        tags=["knowledge base"],
    )
    def patch(self, request: Request) -> Response:
        """Change some of it; for administrators. The logo is set on its page."""
        if not by(request).is_admin:
            raise PermissionDenied("Only administrators may do this.")
        values = sent(HelpCentreChange, request)
        seen = values.pop("version")
        centre = HelpCentre.objects.get()
        for name, value in values.items():
            setattr(centre, name, value)
        try:
            save_help_centre(centre, by=by(request), seen=seen)
        except Invalid as error:
            raise ValidationError(error.message_dict) from None
        except ChangedMeanwhile as error:
            raise Conflict(str(error)) from None
        return Response(HelpCentreSerializer(centre).data)
