"""The bot on the wire of a messenger, within what that wire can carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from textwrap import wrap

from django.utils import timezone
from django.utils.translation import gettext, override

from accounts.models import Identity, Team
from channels_inbox.bot import wishes
from channels_inbox.bot.engine import PERSON, Button
from channels_inbox.bot.places import Said
from channels_inbox.models import BotRun, Conversation
from channels_inbox.registry import capabilities
from knowledgebase.languages import locale_for
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import UNFINISHED
from tickets.operations.assigning import assign_team
from tickets.operations.automatic import say_as_bot
from tickets.operations.handing import hand_to_people
from tickets.selectors import locked

_ASKS_FOR_ONE = {"person", "human", "agent", "mensch", "humain", "persona"}


class WirePlace:
    def __init__(self, run: BotRun) -> None:
        assert run.ticket_id is not None
        assert run.wire_id is not None
        self.ticket = locked(Ticket(pk=run.ticket_id))
        self._wire = Conversation.objects.select_related("channel").get(pk=run.wire_id)
        self._can = capabilities(self._wire.channel.kind)
        events = Event.objects.filter(ticket=self.ticket).select_related("message")
        self._theirs = events.filter(
            message__kind=Message.Kind.INBOUND, message__channel=self._wire.channel.kind, message__public=True
        )
        self._ours = events.filter(message__kind=Message.Kind.SYSTEM, particulars__contains={"bot": True}).order_by(
            "-seq"
        )

    @property
    def is_bots(self) -> bool:
        # Merged, or answered on another ticket's behalf: the wire has moved on.
        return self.ticket.with_bot_since is not None and self._wire.ticket_id == self.ticket.pk

    @property
    def is_open(self) -> bool:
        return self.ticket.category in UNFINISHED

    @property
    def is_too_late(self) -> bool:
        window, last = self._can.window, self._wire.last_in_at
        return window is not None and last is not None and timezone.now() - last > window - timedelta(minutes=1)

    @property
    def language(self) -> str:
        return self.ticket.requester.language

    def unanswered(self, after: int) -> Said | None:
        # Machines do not answer machines.
        events = self._theirs.filter(seq__gt=after).exclude(particulars__contains={"automatic": True})
        event = events.order_by("seq").first()
        if event is None or event.message is None:
            return None
        text = event.message.reply_text
        return Said(event.seq, text, self._chosen(text, before=event.seq), event.created_at)

    def heard(self, most: int) -> list[str]:
        return [event.message.reply_text for event in self._theirs.order_by("-seq")[:most] if event.message][::-1]

    def say(self, text: str, buttons: Sequence[Button], *, name: str, bot: str) -> None:
        with override(locale_for(self.language)):
            to_a_person: Button = {"label": gettext("Talk to a person"), "value": PERSON}
            hint = gettext("Write “person” at any time to talk to a person.")
        offered = [*buttons, to_a_person] if buttons else []
        labels = [button["label"] for button in offered]
        options = {}
        if labels and self._can.carries_buttons(labels, text):
            options = {"buttons": labels}
        elif labels:
            text = "\n".join([text, "", *(f"{n}. {label}" for n, label in enumerate(labels, 1))])
        elif not self._ours.exists():
            text = f"{text}\n\n{hint}"
        *first, last = self._pieces(text)
        for piece in first:
            say_as_bot(self.ticket, text=piece, channel=self._wire.channel.kind, wire=self._wire.pk, name=bot)
        say_as_bot(
            self.ticket, text=last, channel=self._wire.channel.kind, wire=self._wire.pk, name=bot, options=options,
            entry={"client_id": name, "buttons": offered},
        )  # fmt: skip

    def introduce(self, **about: str) -> None:
        """Their name, unless the wire told one; an address that is nobody's yet, as not proved."""
        person = self.ticket.requester
        if about.get("name") and not person.name:
            person.name = about["name"]
            person.save(update_fields=["name"])
        if about.get("email") and not Identity.objects.filter(customer=person, kind=Identity.Kind.EMAIL).exists():
            kind, value = Identity.Kind.EMAIL, about["email"].lower()
            Identity.objects.bulk_create([Identity(customer=person, kind=kind, value=value)], ignore_conflicts=True)

    def hand_off(self, *, reason: str, team: Team | None) -> None:
        team = team or self._wire.channel.team
        hand_to_people(self.ticket, reason=reason)
        if team is not None and self.ticket.assignee_id is None:
            assign_team(self.ticket, to=team, by=None)

    def give_up(self) -> None:
        self.hand_off(reason="Left in the middle", team=None)

    def _chosen(self, text: str, *, before: int) -> str:
        """Return which of the things offered last somebody means, by its number or its words."""
        said = wishes.plain(text)
        if said in _ASKS_FOR_ONE:
            return PERSON
        last = self._ours.filter(seq__lt=before).first()
        offered = (last.particulars.get("entry") or {}).get("buttons", []) if last else []
        for n, button in enumerate(offered, 1):
            if said in {str(n), wishes.plain(button["label"])}:
                return str(button["value"])
        return ""

    def _pieces(self, text: str) -> Iterator[str]:
        """Cut what is longer than the wire takes, between words."""
        most = self._can.max_length
        if not most or len(text) <= most:
            yield text
            return
        yield from wrap(text, most, replace_whitespace=False, drop_whitespace=True)
