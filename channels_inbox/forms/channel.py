"""What the settings of all channels have in common; each kind adds its own fields (adapters/<kind>/forms.py)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import slugify

from accounts.models import Team
from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.models import Channel
from helpdesk.lib import http
from tickets.models.kinds import ChannelKind


class OneLine(forms.CharField):
    """A text without control characters: it ends up in headers and protocol commands."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value.isprintable():
            raise ValidationError("Line breaks and control characters cannot be used here.")


class Secret(forms.CharField):
    """Never shown again; left empty, the one that is stored stays."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(widget=widget, required=False, max_length=500, **options)


class WebAddress(forms.URLField):
    """An address we are to call: nothing inside our own network, unless the operator allows it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", max_length=500, **options)

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if address:
            try:
                http.check(address, allowed=settings.WEBHOOK_NETWORKS)
            except (http.Forbidden, http.Unreached) as error:
                raise ValidationError(str(error)) from None
        return address


class ChannelForm(VersionedForm):
    """Base of all. `apply` returns the channel as it is to be stored, and the secrets that were entered."""

    kind: ClassVar[str] = ""
    # One sentence under the kind's name where channels are added.
    sentence: ClassVar[str] = ""
    # Fields kept in `settings` under their own names.
    plain: ClassVar[tuple[str, ...]] = ()
    # Fields kept sealed; these must be set for the channel to work at all.
    needed: ClassVar[tuple[str, ...]] = ()
    # Secrets we make ourselves and show once, by name and label.
    made: ClassVar[dict[str, str]] = {}
    # Headings of its page: a title, a sentence, and fields; none is one heading for all.
    parts: ClassVar[tuple[tuple[str, str, tuple[str, ...]], ...]] = ()
    # Whether there is one of it from the start, and no other.
    only: ClassVar[bool] = False
    # Whether the vendor posts to an address of ours.
    hooked: ClassVar[bool] = False

    name = OneLine(max_length=80, help_text="What agents and administrators call it.")
    team = forms.ModelChoiceField(
        Team.objects.in_use(),
        required=False,
        label="Leads to",
        empty_label="No team",
        help_text="Rules can still move a ticket later.",
    )

    def __init__(self, *args: Any, channel: Channel | None = None, **options: Any) -> None:
        self.channel = channel if channel is not None and channel.pk else None
        if self.channel is not None:
            options["initial"] = {**self.shown_of(self.channel), **options.get("initial", {})}
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field, Secret) and (at := self._set_at(name)):
                field.help_text = f"Set on {at}. Enter another to replace it."

    def shown_of(self, channel: Channel) -> dict[str, Any]:
        """Return a channel's values as the form shows them, without its secrets."""
        kept = {name: channel.settings[name] for name in self.plain if name in channel.settings}
        own = {name: getattr(channel, name) for name in ("name", "team", "address", "version")}
        return {**kept, **own}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.needed:
            if not values.get(name) and not self._is_set(name) and name not in self.errors:
                self.add_error(name, "The channel does not work without it.")
        return values

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        others = Channel.objects.filter(kind=self.kind, address__iexact=address).exclude(address="")
        if self.channel is not None:
            others = others.exclude(pk=self.channel.pk)
        if others.exists():
            raise ValidationError("Another channel has this address.")
        return address

    def apply(self) -> tuple[Channel, dict[str, str]]:
        """Return the channel with what was entered, not stored yet, and the secrets that were entered."""
        values = self.cleaned_data
        channel = self.channel or Channel(kind=self.kind, slug=self.free_slug(values["name"]))
        for name in ("name", "team", "address"):
            if name in values:
                setattr(channel, name, values[name])
        kept = {name: values[name] for name in self.plain if values[name] not in (None, "")}
        channel.settings = {k: v for k, v in channel.settings.items() if k not in self.plain} | kept
        entered = {name: values[name] for name, field in self.fields.items() if isinstance(field, Secret)}
        return channel, {name: value for name, value in entered.items() if value}

    def free_slug(self, name: str) -> str:
        """Return a name for web addresses that no channel has."""
        wanted = slugify(name)[:40] or self.kind.replace("_", "-")
        taken = set(Channel.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if slug not in taken)

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return the fields of this kind alone under headings: a title, a sentence, and what belongs to it."""
        names = [bound.name for bound in self.visible_fields() if bound.name not in {"name", "team", "base_url"}]
        parts = self.parts or ((ChannelKind(self.kind).label, "", tuple(names)),)
        return [(title, words, [self[name] for name in given]) for title, words, given in parts if given]

    def _is_set(self, name: str) -> bool:
        return bool(self._set_at(name))

    def _set_at(self, name: str) -> str:
        """Return the day a secret was set, in words; empty when it is not."""
        at = parse_date(self.channel.settings.get("secrets_set", {}).get(name, "")) if self.channel else None
        if at is None:
            return "a day nobody noted" if self.channel and self.channel.secrets.get(name) else ""
        return date_format(at, "j M Y")


class VendorForm(ChannelForm):
    """A vendor's own server can be replaced by a gateway in front of it."""

    base_url = WebAddress(
        required=False, label="Other server address", help_text="Only for a gateway of your own; else leave it empty."
    )
