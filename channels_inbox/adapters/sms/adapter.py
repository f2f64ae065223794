"""Text messages by Twilio in normal form: https://www.twilio.com/docs/messaging/guides/webhook-request."""

from __future__ import annotations

from channels_inbox.adapters.reading import file_name, line, load, text
from channels_inbox.capabilities import Capabilities, files
from channels_inbox.messages import Address, DeliveryReceipt, InboundMessage, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

# https://www.twilio.com/docs/messaging/api/message-resource. A sender's number can be forged by who tries.
capabilities = Capabilities(
    identity="phone",
    max_length=1600,
    files=files(image=5, video=5, audio=5),
    max_files=10,
    fetches_files=True,
    receipts=("delivered",),
    can_start=True,
    proves_sender=False,
    counts_segments=True,
)
_MOST_MEDIA = 10


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    """Read one message or one status, as `hook.split` kept its fields."""
    kept = load(raw)
    sid = line(kept.get("MessageSid")) or line(kept.get("SmsSid"))
    if status := line(kept.get("MessageStatus")):
        return _receipt(sid, status, line(kept.get("ErrorCode")), line(kept.get("ErrorMessage")))
    number = line(kept.get("From"))
    if not number:
        raise Unreadable("It does not say who sent it.")
    remote = _media(kept)
    words = text(kept.get("Body"))
    if not words and not remote:
        words = "[An empty text message]"
    return InboundMessage(
        external_id=sid,
        channel_kind="sms",
        sender=Address("", number),
        text=words,
        reply_text=words,
        remote_files=remote,
        conversation_key=number,
        identity_kind="phone",
    )


def _media(kept: dict[str, object]) -> tuple[RemoteFile, ...]:
    count = line(kept.get("NumMedia"))
    found = []
    for number in range(min(int(count), _MOST_MEDIA) if count.isdecimal() else 0):
        address, content_type = text(kept.get(f"MediaUrl{number}")), line(kept.get(f"MediaContentType{number}"))[:127]
        if address:
            found.append(RemoteFile(file_name("", content_type, f"file-{number + 1}"), content_type, address))
    return tuple(found)


def _receipt(sid: str, status: str, code: str, words: str) -> InboundMessage:
    failed = status in {"failed", "undelivered"}
    reason = f"Twilio said: {words}" if words else f"The network did not deliver it (Twilio error {code or 'unknown'})."
    receipt = DeliveryReceipt("failed" if failed else status, sid, reason if failed else "")
    return InboundMessage("", "sms", Address("", ""), receipt=receipt)
