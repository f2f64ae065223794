"""What a person reads who gets a chat from the bot."""

from __future__ import annotations

from channels_inbox.models import BotRun, BotTurn, ChatEntry

_MOST = 20
_CUT = 300


def summary(run: BotRun, *, reason: str) -> str:
    """Return why it was handed over, what was learnt, and what was asked with what was answered."""
    parts = [f"{run.version.bot.name} handed this chat over. {reason}."]
    if run.attributes:
        parts.append("\n".join(f"{name}: {value}" for name, value in run.attributes.items()))
    tried = [str(turn.faq) for turn in BotTurn.objects.filter(run=run, faq__isnull=False).select_related("faq")]
    if tried:
        parts.append("Answers given: " + "; ".join(dict.fromkeys(tried)))
    asked = _said(run)
    if asked:
        parts.append("The visitor wrote:\n" + "\n".join(f"- {_line(text)}" for text in asked))
    return "\n\n".join(parts)


def _said(run: BotRun) -> list[str]:
    theirs = ChatEntry.objects.filter(
        conversation=run.pk, author=ChatEntry.Author.VISITOR, message__isnull=False
    ).select_related("message")
    return [entry.message.reply_text for entry in theirs.order_by("-seq")[:_MOST] if entry.message][::-1]


def _line(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_CUT]}…" if len(line) > _CUT else line
