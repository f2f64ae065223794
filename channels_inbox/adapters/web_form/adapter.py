"""The contact form behind the registry's one door."""

from __future__ import annotations

from channels_inbox.adapters.email.filenames import extension, safe_name
from channels_inbox.adapters.web_form.raw import Upload, unpack
from channels_inbox.capabilities import Capabilities
from channels_inbox.messages import Address, Authentication, InboundFile, InboundMessage
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

# Answered by mail.
capabilities = Capabilities(identity="email", proves_sender=False)


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    """Read a stored form. The form has checked its fields; here only what storage needs is made sure of."""
    try:
        form = unpack(raw)
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"This is no stored form: {error}") from error
    proved = Authentication(domain=form.email.rpartition("@")[2]) if form.verified else None
    return InboundMessage(
        external_id="",  # the row's own, made from the form's one-time token
        channel_kind="web_form",
        sender=Address(_clean(form.name), _clean(form.email)),
        subject=_clean(form.subject),
        text=form.text.replace("\x00", ""),
        reply_text=form.text.replace("\x00", ""),
        attachments=tuple(stored_file(f) for f in form.files),
        authentication=proved,
        request_type=form.request_type,
        fields=tuple(form.fields.items()),
        read=tuple(form.read),
        asked=_clean(form.asked),
        language=_clean(form.language),
        incident=form.incident,
    )


def stored_file(upload: Upload) -> InboundFile:
    """Return an upload with a name and type that are safe to show."""
    name = safe_name(upload.name) or f"file{extension(upload.content_type)}"
    return InboundFile(name, _clean(upload.content_type)[:127] or "application/octet-stream", upload.content)


def _clean(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()
