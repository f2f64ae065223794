"""Bots and their answers, as programs read and send them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from channels_inbox.bot.answering import delete_faq, save_faq
from channels_inbox.bot.editing import DRAFTS, greeted, save_settings
from channels_inbox.forms.bot import BotForm, settings_of
from channels_inbox.forms.faq import FaqForm
from channels_inbox.models import Bot, Faq
from channels_inbox.outlines import Known
from helpdesk.api.fields import Input, Line
from helpdesk.api.permissions import IsAdmin


class BotSerializer(serializers.Serializer[Bot]):
    channel = serializers.SlugField(source="channel.slug")
    name = serializers.CharField()
    active = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Counts changes of the draft and of the settings.")
    minds_mood = serializers.BooleanField(help_text="Whether angry words bring a person.")
    reads_articles = serializers.BooleanField(help_text="Whether it answers with articles everybody may read, too.")
    silent_hours = serializers.IntegerField(help_text="Hours of silence after which an answer was one.")
    intents = serializers.JSONField(help_text='[{"name": "Refund", "words": ["money back"]}]: what brings a person.')
    draft = serializers.JSONField(help_text='{"start": …, "nodes": {…}}, see docs/bot.md.')
    published = serializers.IntegerField(source="published.number", default=None, allow_null=True)
    problems = serializers.SerializerMethodField(help_text="What keeps the draft from being put into force.")

    def get_problems(self, bot: Bot) -> list[str]:
        return [str(problem) for problem in DRAFTS.grammar.problems(bot.draft, self._known)]

    @cached_property
    def _known(self) -> Known:
        # Once for a whole list: the serializer of its rows is one.
        return DRAFTS.known()


class BotUpdate(Input):
    version = serializers.IntegerField(min_value=1)
    draft = serializers.JSONField()


class BotSettings(Input):
    """What a bot is called, whether it answers, and what brings a person. What is left out stays."""

    version = serializers.IntegerField(min_value=1)
    name = Line(max_length=60, required=False)
    active = serializers.BooleanField(required=False)
    minds_mood = serializers.BooleanField(required=False)
    reads_articles = serializers.BooleanField(required=False)
    silent_hours = serializers.IntegerField(required=False, min_value=1, max_value=168)
    intents = serializers.ListField(
        child=serializers.DictField(), required=False, help_text='[{"name": "Refund", "words": ["money back"]}]'
    )


class BotPutting(Input):
    version = serializers.IntegerField(min_value=1)


class BotList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=BotSerializer(many=True), operation_id="bots_list", tags=["bots"])
    def get(self, request: Request) -> Response:
        """The bots of all widgets and messengers, for administrators."""
        rows: Any = Bot.objects.select_related("channel", "published").order_by("pk")
        return Response(BotSerializer(rows, many=True).data)


class BotDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=BotSerializer, operation_id="bots_retrieve", tags=["bots"])
    def get(self, request: Request, slug: str) -> Response:
        """The bot of one channel."""
        return Response(BotSerializer(_bot(slug)).data)

    @extend_schema(request=BotUpdate, responses=BotSerializer, tags=["bots"])
    def put(self, request: Request, slug: str) -> Response:
        """Replace the draft. One with dead ends or circles is refused; 409 for an older `version`."""
        values = _sent(BotUpdate, request)
        bot = DRAFTS.replace_draft(_bot(slug), values["draft"], by=_person(request), seen=values["version"])
        return Response(BotSerializer(bot).data)

    @extend_schema(request=BotSettings, responses=BotSerializer, tags=["bots"])
    def patch(self, request: Request, slug: str) -> Response:
        """Change its settings; read as the form of its settings page reads them. 409 for an older `version`."""
        bot, values = _bot(slug), _sent(BotSettings, request)
        form = BotForm({**settings_of(bot), **_typed(values)})
        if not form.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        save_settings(bot, form.cleaned_data, by=_person(request), seen=form.seen)
        return Response(BotSerializer(_bot(slug)).data)


class BotPublication(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(request=BotPutting, responses=BotSerializer, tags=["bots"], operation_id="bots_publish")
    def post(self, request: Request, slug: str) -> Response:
        """Put the draft into force for chats that begin from now on; they end on the version they began with."""
        DRAFTS.publish(_bot(slug), by=_person(request), seen=_sent(BotPutting, request)["version"])
        return Response(BotSerializer(_bot(slug)).data)


class FaqSerializer(serializers.Serializer[Faq]):
    id = serializers.IntegerField(source="pk")
    questions = serializers.SerializerMethodField()
    answer = serializers.CharField()
    language = serializers.CharField()
    active = serializers.BooleanField()
    version = serializers.IntegerField()

    def get_questions(self, faq: Faq) -> list[str]:
        return [wording.text for wording in faq.wordings.all()]


class FaqInput(Input):
    questions = serializers.ListField(child=serializers.CharField(max_length=200), min_length=1, max_length=40)
    answer = serializers.CharField(max_length=2000)
    language = serializers.CharField(max_length=8, allow_blank=True, default="")
    active = serializers.BooleanField(default=True)


class FaqUpdate(FaqInput):
    version = serializers.IntegerField(min_value=1)


class FaqList(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=FaqSerializer(many=True), operation_id="faqs_list", tags=["bots"])
    def get(self, request: Request) -> Response:
        """What the bots answer, for administrators."""
        rows: Any = Faq.objects.prefetch_related("wordings")
        return Response(FaqSerializer(rows, many=True).data)

    @extend_schema(request=FaqInput, responses={201: FaqSerializer}, operation_id="faqs_create", tags=["bots"])
    def post(self, request: Request) -> Response:
        """Add a question in all its wordings."""
        faq = save_faq(Faq(), **_question(_sent(FaqInput, request)), by=_person(request))
        return Response(FaqSerializer(faq).data, status=201)


class FaqDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(responses=FaqSerializer, operation_id="faqs_retrieve", tags=["bots"])
    def get(self, request: Request, pk: int) -> Response:
        """One question."""
        return Response(FaqSerializer(get_object_or_404(Faq, pk=pk)).data)

    @extend_schema(request=FaqUpdate, responses=FaqSerializer, operation_id="faqs_update", tags=["bots"])
    def put(self, request: Request, pk: int) -> Response:
        """Replace a question; 409 for an older `version`."""
        values = _sent(FaqUpdate, request)
        seen = values.pop("version")
        faq = save_faq(get_object_or_404(Faq, pk=pk), **_question(values), by=_person(request), seen=seen)
        return Response(FaqSerializer(faq).data)

    @extend_schema(responses={204: None}, operation_id="faqs_destroy", tags=["bots"])
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a question."""
        delete_faq(get_object_or_404(Faq, pk=pk), by=_person(request))
        return Response(status=204)


def _question(values: dict[str, Any]) -> dict[str, Any]:
    """Read a question as its settings page does. Raises ValidationError by field."""
    form = FaqForm(
        {
            "wordings": "\n".join(" ".join(text.split()) for text in values["questions"]),
            "answer": values["answer"],
            "language": values["language"],
            "active": "on" if values["active"] else "",
        }
    )
    if not form.is_valid():
        wrong = form.errors.items()
        errors = {"questions" if name == "wordings" else name: [str(text) for text in texts] for name, texts in wrong}
        raise serializers.ValidationError(errors)
    return {name: form.cleaned_data[name] for name in ("wordings", "answer", "language", "active")}


def _bot(slug: str) -> Bot:
    """Return a channel's bot; one that nobody began yet is not stored by looking at it."""
    channel = get_object_or_404(greeted(), slug=slug)
    found = Bot.objects.filter(channel=channel).select_related("channel", "published").first()
    return found or DRAFTS.empty(channel)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Return settings as somebody would type them into the form."""
    if "intents" in values:
        lines = (
            f"{one.get('name', '')}: {', '.join(map(str, _listed(one.get('words'))))}" for one in values["intents"]
        )
        values["intents"] = "\n".join(" ".join(line.split()) for line in lines)
    return values


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _sent(shape: type[Input], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _person(request: Request) -> User:
    return cast(User, cast(AbstractBaseUser, request.user))
