"""A visitor's conversations and what is said in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels_inbox.blaming import blame
from channels_inbox.bot.waking import bot_of
from channels_inbox.chat.as_json import chat_json, entry_json, file_of_pass, last_words, plain_json
from channels_inbox.chat.ending import end_chat
from channels_inbox.chat.entries import entries_after
from channels_inbox.chat.errors import NotOffered
from channels_inbox.chat.finding import chats_of
from channels_inbox.chat.hints import tell_viewers
from channels_inbox.chat.in_line import answer_by_mail, place_of
from channels_inbox.chat.mailing import mail_transcript
from channels_inbox.chat.reading import read_by_visitor
from channels_inbox.chat.saying import say
from channels_inbox.chat.starting import begun_with, start_chat
from channels_inbox.chat.welcoming import introduce
from channels_inbox.models import Chat, ChatEntry
from channels_inbox.visitor_api import reading
from channels_inbox.visitor_api.answers import note_contact
from channels_inbox.visitor_api.gate import (
    Malformed,
    WidgetRequest,
    asked,
    in_chat,
    limited,
    sender_of,
    visitors_only,
    widget_door,
)
from channels_inbox.widgets.answers import fill_in, wrong_answer
from channels_inbox.widgets.hours import hours
from channels_inbox.widgets.shape import offers
from tickets.downloads import hand_out
from tickets.models import Attachment
from tickets.operations.messages import NewFile

MOST_SHOWN = 50
MOST_FILES = 5


@widget_door("GET", "POST")
@visitors_only
def conversations(request: WidgetRequest) -> HttpResponse:
    """List the visitor's conversations, newest first; or begin one with its first message."""
    if request.method == "GET":
        found = list(chats_of(request.visitor).order_by("-started_at")[:MOST_SHOWN])
        last = last_words(found)
        listed = [{**chat_json(chat), "last": last.get(chat.pk)} for chat in found]
        return JsonResponse({"conversations": listed})
    limited("start", str(request.visitor.pk), limit=10, seconds=600)
    # Visitors cost nothing to make, so who makes many is counted by where they are.
    limited("start-from", sender_of(request), limit=120, seconds=3600)
    content = asked(request)
    text, client_id = reading.message(content)
    said = reading.about(content)
    given = reading.texts(content.get("answers"))
    _require_answers(request, {**given, **said}, client_id)
    _require_address(request, said["email"], client_id)
    if any(said.values()):
        introduce(request.visitor, **said)
    answers = reading.answers(given, request.widget)
    incident = reading.position(content.get("incident", 0), "incident")
    chat = start_chat(
        request.visitor, text=text, client_id=client_id, answers=answers, bot=bot_of(request.widget.channel_id)
    )
    fill_in(request.widget, chat.conversation.ticket, given)
    if incident:
        blame(chat.conversation.ticket, incident, by=chat.conversation.ticket.requester)
    note_contact(request, content)
    return JsonResponse(_shown(chat, after=0), status=201)


@widget_door("GET")
@in_chat
def conversation(request: WidgetRequest) -> HttpResponse:
    """Say how one conversation stands."""
    return JsonResponse({"conversation": _standing(request.chat)})


@widget_door("GET", "POST")
@in_chat
def entries(request: WidgetRequest) -> HttpResponse:
    """Answer with everything after an entry: live, catch-up and polling are this one question. Or say something."""
    if request.method == "GET":
        return JsonResponse(_shown(request.chat, after=reading.position(request.GET.get("after", "0"), "after")))
    _paced(request)
    content = asked(request)
    text, client_id = reading.message(content)
    choice = reading.line(content.get("choice"), 40)
    return _written(say(request.chat, text=text, client_id=client_id, choice=choice))


@widget_door("POST", files=True)
@in_chat
def files(request: WidgetRequest) -> HttpResponse:
    """Send files, with or without words: one message."""
    _offered(request, "files")
    _paced(request)
    text, client_id = reading.message(request.POST, empty=True)
    uploads = request.FILES.getlist("file")
    if not uploads or len(uploads) > MOST_FILES:
        raise Malformed("file", f"Choose one to {MOST_FILES} files.")
    if sum(upload.size or 0 for upload in uploads) > settings.UPLOAD_MAX_BYTES:
        raise Malformed("file", f"Files may have up to {settings.UPLOAD_MAX_BYTES // 1_048_576} MB together.")
    sent = [
        NewFile(
            reading.line((upload.name or "").replace("/", "_"), 255) or "file",
            upload.content_type or "application/octet-stream",
            upload.read(),
        )
        for upload in uploads
    ]
    return _written(say(request.chat, text=text, client_id=client_id, files=sent))


@widget_door("POST")
@in_chat
def reads(request: WidgetRequest) -> HttpResponse:
    """Note how far the visitor has read."""
    read_by_visitor(request.chat, reading.position(asked(request).get("seq")))
    return HttpResponse(status=204)


@widget_door("POST")
@in_chat
def typing(request: WidgetRequest) -> HttpResponse:
    """Pass on that the visitor writes, to agents who have the conversation open. What they write stays theirs."""
    limited("typing", str(request.visitor.pk), limit=60, seconds=60)
    tell_viewers(request.chat, kind="visitor_typing")
    return HttpResponse(status=204)


@widget_door("POST")
@in_chat
def end(request: WidgetRequest) -> HttpResponse:
    """End the conversation; ending it again changes nothing."""
    _offered(request, "end")
    end_chat(request.chat, by=request.visitor.customer)
    request.chat.refresh_from_db()
    return JsonResponse({"conversation": chat_json(request.chat)})


@widget_door("POST")
@in_chat
def mail(request: WidgetRequest) -> HttpResponse:
    """Step out of the line and be answered by mail; `email` where we know no address. Again it changes nothing."""
    _offered(request, "mail")
    limited("mail", str(request.visitor.pk), limit=20, seconds=600)
    address = reading.about(asked(request))["email"]
    if address:
        introduce(request.chat.visitor, email=address)
    answer_by_mail(request.chat)
    request.chat.refresh_from_db()
    return JsonResponse({"conversation": chat_json(request.chat)})


@widget_door("POST")
@in_chat
def transcript(request: WidgetRequest) -> HttpResponse:
    """Send the whole conversation to the address the visitor left."""
    _offered(request, "transcript")
    limited("transcript", str(request.visitor.pk), limit=5, seconds=3600)
    # Anybody can type somebody's address and words for them: nobody's mailbox is filled from here.
    limited("transcript-from", sender_of(request), limit=20, seconds=3600)
    if address := request.chat.visitor.email:
        limited("transcript-to", address, limit=5, seconds=3600)
    mail_transcript(request.chat)
    return HttpResponse(status=202)


@require_safe
def file(request: Any, site_key: str, key: str, token: str) -> HttpResponseBase:
    """Hand out a file of a conversation to whoever holds a pass for it."""
    right = file_of_pass(request.GET.get("pass", ""))
    found = Attachment.objects.filter(token=token, message__chat_entry__isnull=False, message__public=True).first()
    if right is None or found is None or right[0] != found.pk:
        raise Http404
    entry = ChatEntry.objects.filter(
        message=found.message_id,
        conversation=right[1],
        conversation__key=key,
        conversation__channel__widget__site_key=site_key,
    )
    if not entry.exists():
        raise Http404
    try:
        return hand_out(request, found, shown="show" in request.GET)
    except FileNotFoundError:
        return HttpResponse("This file is not on the server any more.", status=410, content_type="text/plain")


def _offered(request: WidgetRequest, switch: str) -> None:
    """Refuse what the widget's settings do not offer."""
    if not offers(request.widget, switch):
        raise NotOffered


def _require_answers(request: WidgetRequest, given: dict[str, str], client_id: str) -> None:
    """Refuse a first message without what is to be asked before it; a chat that has begun with it goes on."""
    visitor = request.visitor
    wrong = wrong_answer(request.widget, given, {"name": visitor.name, "email": visitor.email})
    if wrong and not begun_with(visitor, client_id):
        raise Malformed(*wrong)


def _require_address(request: WidgetRequest, given: str, client_id: str) -> None:
    """Refuse a first message outside hours that could be answered nowhere: nobody is there, and they will have left."""
    visitor = request.visitor
    known = given or visitor.email or visitor.verified_at
    if not known and not hours(request.widget, timezone.now())["open"] and not begun_with(visitor, client_id):
        raise Malformed("email", "We are closed now. Leave an address, and we answer by email.")


def _paced(request: WidgetRequest) -> None:
    """Hold back floods; a person does not write so fast for so long."""
    limited("say", str(request.visitor.pk), limit=40, seconds=60)


def _shown(chat: Chat, *, after: int) -> dict[str, Any]:
    found, more = entries_after(chat, after)
    return {"conversation": _standing(chat), "entries": [entry_json(e, chat) for e in found], "more": more}


def _standing(chat: Chat) -> dict[str, Any]:
    """Say how a chat stands and, while it waits, in which place: only to who asks, because it changes by others."""
    told = chat_json(chat)
    place = place_of(chat) if offers(chat.visitor.widget, "place") else None
    return told if place is None else {**told, "place": place}


def _written(entry: ChatEntry) -> JsonResponse:
    """Answer with an entry as everybody reads it from now on."""
    chat: Chat = entry.conversation.chat
    shown = plain_json(entry, chat)
    if shown is None:
        [found, *_], _ = entries_after(chat, entry.seq - 1)
        shown = entry_json(found, chat)
    return JsonResponse({"conversation": chat_json(chat), "entry": shown}, status=201)
