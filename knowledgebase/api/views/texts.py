"""The texts of an article: read by readers; written, sent in and decided about by the same verbs as in the desk."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from helpdesk.api.idempotency import idempotent
from knowledgebase.api.finding import (
    WritersOnly,
    article_or_404,
    locale_of,
    open_or_404,
    person,
    read,
    text_or_404,
)
from knowledgebase.api.serializers import (
    ApprovalInput,
    DraftInput,
    MomentInput,
    RejectionInput,
    RevisionSerializer,
    SeenInput,
    TextSerializer,
    TranslationInput,
)
from knowledgebase.api.views.articles import ReadersAndWriters
from knowledgebase.models import Revision
from knowledgebase.operations.drafting import add_translation, discard_draft, save_draft
from knowledgebase.operations.publishing import publish, publish_later, withdraw
from knowledgebase.operations.reviewing import approve, reject, submit_for_review, take_back

SHOWN = 100


class TextList(APIView):
    permission_classes = [WritersOnly]

    @extend_schema(request=TranslationInput, responses={201: RevisionSerializer}, tags=["articles"])
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Begin a text in another language, from the newest source text translators should follow."""
        article = article_or_404(request, pk)
        given = read(TranslationInput, request)
        locale = locale_of(given.validated_data["locale"])
        draft = add_translation(article, by=person(request), locale=locale, text=given.text())
        return Response(RevisionSerializer(draft).data, status=status.HTTP_201_CREATED)


class TextDetail(ReadersAndWriters):
    @extend_schema(responses=TextSerializer, tags=["articles"], operation_id="articles_text")
    def get(self, request: Request, pk: int, locale: str) -> Response:
        """One text as readers see it, as Markdown and as safe HTML."""
        return Response(TextSerializer(text_or_404(request, pk, locale), context={"request": request}).data)


class RevisionList(APIView):
    permission_classes = [WritersOnly]

    @extend_schema(responses=RevisionSerializer(many=True), tags=["articles"], operation_id="articles_revisions")
    def get(self, request: Request, pk: int, locale: str) -> Response:
        """The last hundred states of a text, newest first."""
        rows = text_or_404(request, pk, locale).revisions.all()[:SHOWN]
        return Response(RevisionSerializer(rows, many=True).data)


class RevisionDetail(APIView):
    permission_classes = [WritersOnly]

    @extend_schema(responses=RevisionSerializer, tags=["articles"], operation_id="articles_revision")
    def get(self, request: Request, pk: int, locale: str, number: int) -> Response:
        """One state of a text."""
        found = get_object_or_404(text_or_404(request, pk, locale).revisions, number=number)
        return Response(RevisionSerializer(found).data)


class DraftDetail(APIView):
    permission_classes = [WritersOnly]

    @extend_schema(responses=RevisionSerializer, tags=["articles"], operation_id="articles_draft")
    def get(self, request: Request, pk: int, locale: str) -> Response:
        """The text being written or reviewed."""
        return Response(RevisionSerializer(open_or_404(text_or_404(request, pk, locale))).data)

    @extend_schema(request=DraftInput, responses=RevisionSerializer, tags=["articles"])
    def put(self, request: Request, pk: int, locale: str) -> Response:
        """Save the draft, beginning it if need be; 409 when somebody saved since the `newest` you read."""
        text = text_or_404(request, pk, locale)
        given = read(DraftInput, request)
        saved = save_draft(
            text,
            by=person(request),
            text=given.text(),
            seen=given.seen(),
            comment=given.validated_data["comment"] or None,
        )
        return Response(RevisionSerializer(saved).data)

    @extend_schema(responses={204: None}, tags=["articles"])
    def delete(self, request: Request, pk: int, locale: str) -> Response:
        """Throw the draft away."""
        discard_draft(text_or_404(request, pk, locale), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Verb(APIView):
    """What can be done with the open text; answers with it."""

    permission_classes = [WritersOnly]

    def opened(self, request: Request, pk: int, locale: str) -> Revision:
        return open_or_404(text_or_404(request, pk, locale))


class Submission(Verb):
    @extend_schema(request=SeenInput, responses=RevisionSerializer, tags=["articles"], operation_id="articles_submit")
    def post(self, request: Request, pk: int, locale: str) -> Response:
        """Send the draft to the reviewers; 409 when somebody saved since the `newest` you read."""
        seen = read(SeenInput, request).seen()
        done = submit_for_review(self.opened(request, pk, locale), by=person(request), seen=seen)
        return Response(RevisionSerializer(done).data)

    @extend_schema(responses=RevisionSerializer, tags=["articles"], operation_id="articles_take_back")
    def delete(self, request: Request, pk: int, locale: str) -> Response:
        """Take it back to write on."""
        return Response(RevisionSerializer(take_back(self.opened(request, pk, locale), by=person(request))).data)


class Approval(Verb):
    @extend_schema(
        request=ApprovalInput, responses=RevisionSerializer, tags=["articles"], operation_id="articles_approve"
    )
    def post(self, request: Request, pk: int, locale: str) -> Response:
        """Approve the text you read (`newest`; 409) and publish it, now or at a moment to come; for reviewers."""
        given = read(ApprovalInput, request)
        values = {name: value for name, value in given.validated_data.items() if name != "newest"}
        done = approve(self.opened(request, pk, locale), by=person(request), seen=given.seen(), **values)
        return Response(RevisionSerializer(done).data)


class Rejection(Verb):
    @extend_schema(
        request=RejectionInput, responses=RevisionSerializer, tags=["articles"], operation_id="articles_reject"
    )
    def post(self, request: Request, pk: int, locale: str) -> Response:
        """Send the text you read (`newest`; 409) back with the reason; for reviewers of its language."""
        given = read(RejectionInput, request)
        reason = given.validated_data["reason"]
        done = reject(self.opened(request, pk, locale), by=person(request), reason=reason, seen=given.seen())
        return Response(RevisionSerializer(done).data)


class Publication(APIView):
    permission_classes = [WritersOnly]

    @extend_schema(request=MomentInput, responses=TextSerializer, tags=["articles"], operation_id="articles_publish")
    def put(self, request: Request, pk: int, locale: str) -> Response:
        """Publish the newest approved text, now or at a moment to come."""
        text, by = text_or_404(request, pk, locale), person(request)
        at = read(MomentInput, request).validated_data.get("at")
        if at is None:
            publish(text, by=by)
        else:
            publish_later(text, at=at, by=by)
        return Response(TextSerializer(text_or_404(request, pk, locale), context={"request": request}).data)

    @extend_schema(responses={204: None}, tags=["articles"], operation_id="articles_withdraw")
    def delete(self, request: Request, pk: int, locale: str) -> Response:
        """Show readers this text no more."""
        withdraw(text_or_404(request, pk, locale), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
