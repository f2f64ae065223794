"""What a person reads who gets a chat from the bot."""

from __future__ import annotations

from collections.abc import Sequence

from channels_inbox.models import BotRun, BotTurn

MOST = 20
_CUT = 300


def summary(run: BotRun, *, reason: str, heard: Sequence[str]) -> str:
    """Return why it was handed over, what was learnt, and what was asked with what was answered."""
    parts = [f"{run.version.bot.name} handed this over. {reason}."]
    if run.attributes:
        parts.append("\n".join(f"{name}: {value}" for name, value in run.attributes.items()))
    answered = BotTurn.objects.filter(run=run).exclude(faq=None, article=None).order_by("seq")
    tried = [_title(turn) for turn in answered.select_related("faq", "article__current_revision")]
    if tried:
        parts.append("Answers given: " + "; ".join(dict.fromkeys(tried)))
    if heard:
        parts.append("They wrote:\n" + "\n".join(f"- {_line(text)}" for text in heard))
    return "\n\n".join(parts)


def _title(turn: BotTurn) -> str:
    article = turn.article and turn.article.current_revision
    return str(article or turn.faq)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_CUT]}…" if len(line) > _CUT else line
