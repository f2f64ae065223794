from __future__ import annotations

from django.core.exceptions import ValidationError as Invalid
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.errors import ChangedMeanwhile
from helpdesk.api.pagination import KeysetPagination
from helpdesk.api.permissions import IsAgent
from helpdesk.api.refusals import Conflict
from tickets.api.access import person
from tickets.api.ratings import RatingQuery, RatingSerializer, RatingSettingsChange, RatingSettingsSerializer
from tickets.models import Rating, RatingSettings
from tickets.operations.rating import save_rating_settings


class RatingList(GenericAPIView[Rating]):
    permission_classes = [IsAgent]
    pagination_class = KeysetPagination
    queryset = Rating.objects.none()

    @extend_schema(
        parameters=[RatingQuery], responses=RatingSerializer(many=True), operation_id="ratings_list", tags=["ratings"]
    )
    def get(self, request: Request) -> Response:
        """What customers of tickets you may see were asked and said, the newest first."""
        query = RatingQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        rows = Rating.objects.visible_to(request.user).exclude(asked_at=None)
        if query.validated_data["rated"] is not None:
            rows = rows.filter(rated_at__isnull=not query.validated_data["rated"])
        pages = KeysetPagination(("-id",))
        found = rows.select_related("ticket").prefetch_related("took_part")
        return pages.get_paginated_response(
            RatingSerializer(pages.paginate_queryset(found, request, self), many=True).data
        )


class RatingSettingsView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(responses=RatingSettingsSerializer, operation_id="rating_settings_retrieve", tags=["ratings"])
    def get(self, request: Request) -> Response:
        """How customers are asked."""
        return Response(RatingSettingsSerializer(RatingSettings.objects.get()).data)

    @extend_schema(
        request=RatingSettingsChange,
        responses=RatingSettingsSerializer,
        operation_id="rating_settings_partial_update",
        tags=["ratings"],
    )
    def patch(self, request: Request) -> Response:
        """Change some of it; for administrators."""
        by = person(request)
        if not by.is_admin:
            raise PermissionDenied("Only administrators may do this.")
        given = RatingSettingsChange(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        seen = values.pop("version")
        settings = RatingSettings.objects.get()
        for name, value in values.items():
            setattr(settings, name, value)
        try:
            save_rating_settings(settings, by=by, seen=seen)
        except Invalid as error:
            raise ValidationError(error.message_dict) from None
        except ChangedMeanwhile as error:
            raise Conflict(str(error)) from None
        return Response(RatingSettingsSerializer(settings).data)
