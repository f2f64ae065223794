"""Subjects: reply and forward prefixes of many languages, and the ticket number."""

# ruff: noqa: E501 - tables of words read better as they are
from __future__ import annotations

import re

# As mail programs write them (Outlook, Lotus, Thunderbird and web mail in their national versions). Matching ignores
# case; the colon may be a full-width one. Where two languages disagree the commoner meaning wins: "VS" is a forward in
# Danish and Norwegian and a reply in Finnish, "I" an Italian forward, "R" an Italian reply.
_REPLY = (
    "re", "aw", "antw", "antwort", "sv", "svar", "vast", "vst", "vá", "odp", "odpověď", "odpoveď", "odpowiedź",
    "ynt", "yan", "yanıt", "cevap", "rif", "ris", "risp", "r", "res", "resp", "ref", "réf", "rép",
    "atb", "απ", "απάντηση", "σχετ", "отв", "ответ", "відп", "відповідь", "отг", "одг", "odg", "odgovor", "rsp", "răsp",
    "ats", "bls", "balas", "trả lời", "tl", "ตอบกลับ", "ตอบ", "答复", "回复", "回覆", "答覆", "返信", "답장", "회신", "رد", "الرد",
    "תגובה", "השב", "תשובה", "پاسخ", "जवाब", "at",
)  # fmt: skip
_FORWARD = (
    "fw", "fwd", "wg", "vs", "tr", "rv", "i", "vb", "vl", "enc", "doorst", "doorgestuurd", "videresendt", "videres",
    "vidarebefordrat", "vidarebef", "weitergeleitet", "továbbítás", "továbbítva", "πρθ", "προώθ", "ilt", "i̇lt",
    "iletildi", "yml", "inoltro", "inoltra", "inolt", "пересл", "переслано", "пер", "пд", "прп", "преп", "препр",
    "перенапр", "переадр", "fs", "pd", "przek", "přep", "přeposláno", "prep", "preposlané", "posr", "proslj",
    "proslijeđeno", "reenv", "reenvío", "encaminhado", "redir", "edasi", "pārs", "pārsūtīts", "pers",
    "persiųsta", "trs", "trb", "terusan", "chuyển tiếp", "ส่งต่อ", "转发", "轉寄", "轉發", "転送", "전달", "إعادة توجيه",
    "העברה", "הועבר", "ارسال", "áframsent", "frs",
)  # fmt: skip


def _pattern(prefixes: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, prefixes), key=len, reverse=True))


# "Re[5]:", "RE (2):", "Fwd^3:", "AW :", "Re： "
_COUNT = r"(?:\s?[\[(]\d{1,3}[\])]|\^\d{1,3}|\d{1,2})?"
_PREFIX = re.compile(
    rf"\s*(?:(?P<reply>{_pattern(_REPLY)})|(?P<forward>{_pattern(_FORWARD)})){_COUNT}\s?[:：﹕]\s*", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*")
_FORWARDED_TAIL = re.compile(r"\((?:fwd|forwarded|weitergeleitet)\)\s*\Z", re.IGNORECASE)
_MAX = 1000


def strip_prefixes(subject: str) -> str:
    """Return the subject without the reply and forward prefixes at its start."""
    position = _end_of_prefixes(subject)[0]
    return subject[position:].strip()


def is_forward(subject: str) -> bool:
    """Tell whether the first prefix says that somebody passed a mail on."""
    return _end_of_prefixes(subject)[1] == "forward" or bool(_FORWARDED_TAIL.search(subject[-40:]))


def is_reply(subject: str) -> bool:
    """Tell whether the first prefix says that the mail answers another."""
    return _end_of_prefixes(subject)[1] == "reply"


def _end_of_prefixes(subject: str) -> tuple[int, str]:
    """Return where the subject proper begins, and the kind of the first prefix."""
    position, first = 0, ""
    while position < _MAX:
        found = _PREFIX.match(subject, position)
        if found is None:
            # "[list] Re: hello": look behind a bracket once a prefix may follow.
            bracket = _BRACKETS.match(subject, position)
            found = _PREFIX.match(subject, bracket.end()) if bracket else None
            if found is None:
                break
            if position == 0:
                first = first or str(found.lastgroup)
                break
        first = first or str(found.lastgroup)
        position = found.end()
    return position, first


_NUMBER = re.compile(r"\[\s*(?:[\w .&-]{0,40}?[\s#])?#?\s*(?P<bracket>\d{1,12})\s*\]|(?:^|[\s(])#(?P<hash>\d{1,12})\b")


def ticket_numbers(subject: str) -> tuple[int, ...]:
    """Return the ticket numbers a subject may name, the surest ([#1234]) first.

    A number is a hint, never a proof: only a participant's mail may be filed by it.
    """
    found = list(_NUMBER.finditer(subject[:_MAX]))
    ordered = [m["bracket"] for m in found if m["bracket"]] + [m["hash"] for m in found if m["hash"]]
    return tuple(dict.fromkeys(int(number) for number in ordered))
