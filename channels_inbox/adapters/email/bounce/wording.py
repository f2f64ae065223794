"""Delivery reports in plain words: qmail, Exim, Sendmail, Exchange, Domino, Gmail, Yahoo, mail.ru and their like."""

# ruff: noqa: E501 - tables of words read better as they are
from __future__ import annotations

import re

from channels_inbox.adapters.email.addresses import normalise, parse_addresses
from channels_inbox.adapters.email.mime import Headers
from channels_inbox.messages import Address, BouncedRecipient

from .status_notification import MAX_DIAGNOSTIC, STATUS

_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mdaemon|mail[-_.]?delivery|maildelivery|mailerdaemon|bounces?|"
    r"mailadmin|administrator|mailsystem|mail[-_.]?system|mail[-_.]?admin|microsoftexchange[0-9a-f]+|double-bounce)@?",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:delivery )?(?:daemon|subsystem|system|service)|mail delivery|system administrator|postmaster|"
    r"internet mail (?:delivery|service)|microsoft outlook|delivery notification|administrateur syst|systemadministrator",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"""undeliver(?:able|ed) | deliver(?:y|ed)\b.{0,30}\b(?:fail|status\snotification|error|problem|delay|report|unable|unsuccessful|incomplete|refused|expired|notification)
    | (?:mail|message|e-?mail)\b.{0,25}\b(?:fail|undeliver|not\s(?:be\s)?deliver|could\snot|couldn.t|returned|rejected|refused|bounced|blocked|delayed|error)
    | failed\s(?:mail|delivery|to\sdeliver) | failure\snotice | returned\s(?:mail|to\ssender|e-?mail) | return(?:ed|ing)\smessage
    | non[ -]?(?:deliver(?:y|able|ed)|remis|remise|delivered|recapitabile|consegnat) | nondeliverable | not\sdelivered | could\snot\ssend
    | bounced?\b | delay(?:ed)?\s(?:mail|message|delivery) | still\sbeing\sretried | mail\ssystem\serror | user\sunknown | unknown\suser
    | address\snot\sfound | postmaster\snotify | mailbox\s(?:full|unavailable|disabled) | quota\sexceeded | over\squota | unrouteable
    | unzustellbar | nicht\szugestellt | zustellung\b | konnte\snicht | nicht\szustellbar | unzustellbare | fehler\sbei\sder\szustellung
    | non\sremis | échec\sde\s(?:la\s)?(?:remise|livraison|distribution) | (?:message|mail)\snon\s(?:délivré|distribué|remis) | retour\sà\sl
    | no\sse\s(?:puede|pudo|ha\spodido)\sentregar | no\sentregado | mensaje\sdevuelto | correo\sdevuelto | error\sde\sentrega
    | não\s(?:foi\s)?(?:possível|entregue) | falha\sna\sentrega | mensagem\sdevolvida | não\sentregue
    | mancata\sconsegna | non\s(?:è\sstato\s)?(?:possibile|recapit|consegn) | impossibile\srecapitare
    | onbestelbaar | niet\s(?:worden\s)?(?:af)?(?:geleverd|bezorgd) | bezorgen\smislukt
    | kan\s(?:ikke|inte)\s(?:leveres|levereras) | olevererbart | kunne\sikke\sleveres | leveransfel | går\sinte\satt\sleverera | toimitus(?:virhe|\sepäonnistui) | ei\stoimitettu
    | nie\smożna\sdostarczyć | niedostarczon | zwrot\s(?:poczty|wiadomości) | nedoručiteľn | nedoručiteln | nedoruč | kézbesíthetetlen | sikertelen\skézbesítés
    | nelivrat | недоставлен | не\s?доставлен | невозможно\sдоставить | ошибка\sдоставки | не\sвдалося\sдоставити | недостав
    | teslim\sedilemedi | iletilemedi | δεν\sείναι\sδυνατή | αποτυχία\sπαράδοσης | לא\sנמסר | غير\sقابل\sللتسليم | فشل\sالتسليم
    | 退信 | 未传递 | 无法送达 | 無法傳遞 | 投递失败 | 系统退信 | 配信不能 | 配信でき | 送信できません | 届きません | 배달\s?되지 | 전송\s?실패 | 반송""",
    re.IGNORECASE | re.VERBOSE,
)
_BODY = re.compile(
    r"""(?:could\snot|couldn.t|cannot|can.t|unable\sto|was\snot|were\snot|wasn.t|has\snot\sbeen|not\sable\sto|failed\sto)\s(?:be\s)?(?:deliver|reach|sent|send|relay|process|find)
    | (?:delivery|mail)\s.{0,60}?\b(?:has\s)?(?:failed|failure|delayed|problem|suspended) | did\snot\sreach\sthe\sfollowing | following\s(?:address|recipient)
    | permanent\s(?:fatal\s)?error | transient\snon-fatal | undeliver | returned\sto\s(?:you|sender) | qmail-send | mailbox\s(?:is\s)?(?:full|unavailable)
    | recipient.{0,30}(?:reject|refus|unknown|not\sfound) | user\sunknown | unknown\suser | no\ssuch\s(?:user|recipient|mailbox|address) | address\snot\sfound
    | konnte\snicht\szugestellt | nicht\szugestellt | n.a\spas\spu\sêtre | no\sse\spudo\sentregar | не\s(?:удалось|может\sбыть)\s | 550[ -]\d?""",
    re.IGNORECASE | re.VERBOSE,
)
_DELAY = re.compile(
    r"delay(?:ed)?\b|still\sbeing\sretried|will\s(?:be\s)?(?:retr|keep\strying|continue\s(?:to\stry|trying))|not\s(?:yet\s)?been\sdelivered\s(?:after|yet|for)"
    r"|no\saction\sis\srequired|do\s(?:not|n.t)\sneed\sto\sresend|warning:?\s(?:message|could|mail)|has\snot\syet\sbeen|transient\snon-fatal|temporary\s(?:failure|problem)|deferred|this\sis\sa\swarning",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"giving\sup|given\sup|gave\sup|permanent|failed\spermanently|retry\s?time(?:out)?\s(?:exceeded|not\sreached)|returned\sto\ssender|too\slong|not\sdelivered\sdespite",
    re.IGNORECASE,
)
# What follows is the original mail, whose addresses say nothing.
_COPY = re.compile(
    r"""^[\s>*=-]*(?:(?:-{2,}|={2,}|_{2,})?\s*(?:below\sthis\sline\sis\s(?:a\scopy|the)|this\sis\sa\scopy|original\smessage|the\soriginal\smessage|
    copy\sof\sthe|message\sheader|unsent\smessage\sbelow|returned\smessage|undelivered\smessage|message\sfollows|start\sof\smessage|
    the\sheader(?:s)?\sof\sthe|forwarded\smessage|received:\s(?:from|by)|return-path:\s|x-original-to:|begin\soriginal|included\sis|a\scopy\sof)
    |-{3,}\s*(?:ursprüngliche|message\sd|mensaje|исходн)).*$""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_FAILED_AT = re.compile(
    r"""(?:(?:following|these)\s(?:\w+\s){0,3}(?:address(?:\(?es\)?)?|recipients?(?:\(s\))?|users?|mailbox(?:es)?)[^\n]{0,80}?[:.\n]|
    (?:delivered|deliver\s(?:\w+\s){0,3}|message\s|mail\s|addressed\s|recipient(?:\saddress)?|failed\saddress)\s?(?:to|for)?\s?:?|
    (?:user\sunknown|unknown\s(?:user|address)|no\ssuch\suser|mailbox\s[^\n]{0,30}full|not\sfound|rejected|failed(?:\s\d+\sattempts)?|reason)\b[:\s])""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(r"(?<![\w.+=%/@-])[\w.+=%&'*/!#$?^{|}~-]+@[\w-]+(?:\.[\w-]+)+(?![\w@])")
_ADDRESS_LINE = re.compile(
    r"^[ \t>*]*(?:(?:to|recipient(?:\s\w+)?|failed\s\w+|address|e-?mail|an|user|rcpt)\s?:\s*)?[<(\"'\[]?(?:mailto:|rfc822;\s?|SMTP:)?"
    rf"(?P<email>{_ADDRESS.pattern})[>)\"'\]]*(?:\s?[<(\[](?:mailto:)?[^>)\n]*[>)\]])?\s*(?P<rest>[:;,.\t -].*|\(.*|on\s.*)?$",
    re.IGNORECASE | re.MULTILINE,
)
_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -]+(?:#?[45]\.\d|\S)")
_HEADER_LINE = re.compile(r"^(?:to|cc|from|for|x-[\w-]+)\s*:", re.IGNORECASE)
_ON_DATE = re.compile(r"^on\s.*\d{4}", re.IGNORECASE)
_BECAUSE = re.compile(r"^(?:because|reason)\s*:?$", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"no action is required|delivery attempts will continue|^message (?:header|identifier)", re.IGNORECASE
)
_IGNORED = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|abuse|noreply|no-reply|support|helpdesk|help)@", re.IGNORECASE
)


def is_worded_like_one(headers: Headers, sender: Address, subject: str, text: str) -> bool:
    """Tell a delivery report without a machine-readable part; a person who forwards one is not a mail system."""
    if "x-failed-recipients" in headers:
        return True
    local = sender.email.partition("@")[0]
    machine = bool(_DAEMON.match(f"{local}@") or _DAEMON_NAME.search(sender.name))
    null_path = ("return-path" in headers and not parse_addresses(headers.raw("return-path"))) or not sender.email
    if not machine and not null_path:
        return False
    told = bool(_BODY.search(text[:4000]))
    if _SUBJECT.search(subject):
        return machine or told
    return (machine or not sender.email) and told and bool(_ADDRESS.search(text[:4000]))


def recipients_in_words(
    headers: Headers, text: str, subject: str, written_to: tuple[str, ...]
) -> tuple[BouncedRecipient, ...]:
    """Return whom a report in words names; one nameless recipient when it names nobody."""
    copy = _COPY.search(text, 80)
    report = text[: copy.start()] if copy else text[:6000]
    emails = _emails(headers, report, written_to)
    late = bool(_DELAY.search(f"{subject}\n{report}")) and not _GIVEN_UP.search(f"{subject}\n{report}")
    recipients = []
    for email in emails or [""]:
        reason = _reason(report, email)
        status = _status(reason) or _status(report)
        action = "delayed" if late or (status.startswith("4") and not _GIVEN_UP.search(report)) else "failed"
        recipients.append(BouncedRecipient(normalise(email), action, status, reason))
    return tuple(recipients)


def _emails(headers: Headers, report: str, written_to: tuple[str, ...]) -> list[str]:
    failed = [a.email for raw in headers.all("x-failed-recipients") for a in parse_addresses(raw) if a.email]
    if failed:
        return list(dict.fromkeys(failed))
    lowered = report.lower()
    known = [email for email in written_to if email.lower() in lowered]
    if known:
        return list(dict.fromkeys(known))
    alone = [m["email"] for m in _ADDRESS_LINE.finditer(report) if not _IGNORED.match(m["email"])]
    if alone:
        return list({email.lower(): email for email in alone}.values())[:50]
    after = _FAILED_AT.search(report)
    named = [e for e in _ADDRESS.findall(report, after.end() if after else 0) if not _IGNORED.match(e)]
    if named:
        return [str(named[0])]
    return list(written_to[:1])


def _reason(report: str, email: str) -> str:
    """Return the words after the address, or the first line with a reply code of the other server."""
    lines = [line.strip() for line in report.split("\n")]
    told = [
        reason
        for index, line in enumerate(lines)
        if email and email.lower() in line.lower() and not _HEADER_LINE.match(line)
        if (reason := _words_after(lines, index, email))
    ]
    coded = next((reason for reason in told if _CODE.search(reason) or STATUS.search(reason)), "")
    if coded:
        return coded
    line = next((line for line in lines if _CODE.search(line) or STATUS.search(line)), "")
    return (" ".join(line.split()) or next(iter(told), ""))[:MAX_DIAGNOSTIC]


def _words_after(lines: list[str], index: int, email: str) -> str:
    """Return what follows an address on its line and in the paragraph below it."""
    told: list[str] = []
    rest = lines[index][lines[index].lower().index(email.lower()) + len(email) :].strip(" >):;,.\"'")
    if rest and not _ON_DATE.match(rest):
        told.append(rest)
    for line in lines[index + 1 : index + 12]:
        if not line or _BECAUSE.match(line):
            if any(told):
                break
            continue
        if _BOILERPLATE.search(line) or (_ADDRESS_LINE.match(line) and told):
            break
        told.append(line)
    return " ".join(" ".join(told).split())[:MAX_DIAGNOSTIC]


def _status(text: str) -> str:
    found = STATUS.search(text)
    if found:
        return found[1]
    code = _CODE.search(text)
    return f"{code[1][0]}.0.0" if code else ""
