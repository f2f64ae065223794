from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.idempotency import idempotent
from helpdesk.api.refusals import TooLarge
from tickets.api.access import person
from tickets.api.inputs import Upload
from tickets.api.serializers import AttachmentSerializer
from tickets.downloads import hand_out
from tickets.models import Attachment
from tickets.operations.messages import NewFile, store_file

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", re.IGNORECASE)


class AttachmentList(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": Upload}, responses={201: AttachmentSerializer}, tags=["attachments"])
    @idempotent
    def post(self, request: Request) -> Response:
        """Upload one file; name its token in a message within a day, or it is removed."""
        given = Upload(data=request.data)
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise TooLarge(f"A file may have at most {filesizeformat(settings.UPLOAD_MAX_BYTES)}.")
        kind = file.content_type or ""
        content = NewFile(
            name=file.name,
            content_type=kind if _TYPE.fullmatch(kind) else "application/octet-stream",
            content=file.read(),
        )
        stored = store_file(content, uploaded_by=person(request))
        return Response(AttachmentSerializer(stored).data, status=201)


class AttachmentDetail(APIView):
    @extend_schema(responses=AttachmentSerializer, tags=["attachments"])
    def get(self, request: Request, token: str) -> Response:
        """What a file is called and how large it is."""
        return Response(AttachmentSerializer(_readable(request, token)).data)


class _Anything(BaseContentNegotiation):
    """A file is what it is, whatever the client says it would rather have."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class AttachmentContent(APIView):
    content_negotiation_class = _Anything

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, tags=["attachments"])
    def get(self, request: Request, token: str) -> HttpResponseBase:
        """The file itself, always as a download."""
        found = _readable(request, token)
        try:
            return hand_out(request, found)
        except FileNotFoundError:
            raise Http404 from None


def _readable(request: Request, token: str) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user), token=token)
