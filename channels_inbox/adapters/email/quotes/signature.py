"""Leave signatures, phone footers and legal notices off the end of a message; when in doubt, keep."""

# ruff: noqa: E501 - tables of words read better as they are
from __future__ import annotations

import re

_MAX_FOOTERS = 40
_STANDARD = re.compile(r"^--[ \xa0]$")
_PLAIN = re.compile(r"^\s*(?:--\s*|[-–—_*~ᐧ]{1,2}\s?[-–—_]{0,40}|[_]{3,}|[—–]{1,}|[-*~]{3,})\s*$")
_MOBILE = re.compile(
    r"""^[\s<(\[*_]*(?:
      sent\sfrom\smy\s(?:[\w'’.-]+[\s,]*){1,5}
    | sent\s(?:from|via|with|by|using|on|through)\s(?=.{0,24}(?:phone|ipad|ipod|android|galaxy|samsung|htc|tablet|cell|mobile|blackberry|device|outlook|mail|huawei|xiaomi|redmi|pixel|nokia|lenovo|oppo|vivo|oneplus|sony|xperia|windows|\bmac|surface|verizon|wireless|at&t|proton|spark|superhuman|inbox|messenger|aol|yahoo|gmail|airmail|spike|missive|front|hey|canary|thunderbird|nine|ti-\d|pc\b|app\b|computer|laptop|watch|phablet|alto|boxer|touchdown|acompli|sparrow|evolution|zimbra|newton|em\sclient|ithing|smart)).{1,80}
    | (?:get|obtenir|obtenez|téléchargez|télécharger|hämta|hent|hanki|holen\ssie\ssich|laden\ssie|obtener|obtén|obtenga|descarga|scarica|ottieni|download|obter|obtenha|pobierz|získat|získejte|скачать|outlook\siçin)\s.{0,12}outlook\b.{0,90}
    | outlook\s(?:für|for|pour|para|per|voor|til|för|dla|pro|для)\s(?:ios|android|iphone|ipad|mac)\b.{0,80}
    | from\smy\s.{1,20}
    | \w+\sfrom\smobile
    | envoyé\s(?:depuis|de|à\spartir|avec|via|par)\s.{1,80}
    | télécharger\soutlook\s.{1,80}
    | provenance\s:\scourrier.{0,80}
    | (?:diese\s(?:nachricht|e-?mail|mail)\swurde\s)?(?:von|mit)\s(?:mein|dem|der|unterwegs|samsung|outlook|proton|huawei|yahoo|gmx|web\.de|k-9).{0,70}\s(?:gesendet|verschickt|versendet|geschickt)
    | (?:gesendet|verschickt|verfasst|geschrieben|gesandt)\s(?:von|mit|aus|via|über)\s.{1,80}
    | von\s(?:meinem|unterwegs|samsung|mein)\s?.{0,60}
    | enviado\s(?:desde|do|de|a\spartir|via|por|com|con|pelo|dende)\s.{1,80}
    | enviat\s(?:des|del)\s.{1,80}
    | inviato\s(?:da|dal|con|tramite)\s.{1,80}
    | (?:verzonden|verstuurd|gestuurd|vanaf)\s(?:met|vanaf|via|van|mijn|vanuit|door|uit)\s.{1,80}
    | (?:sendt|skickat|sänt|sent)\s(?:fra|från|med|via)\s.{1,80}
    | (?:från|fra)\smin\s.{1,40}
    | (?:lähetetty|lähetin)\s.{1,80}
    | (?:wysłan[eo]|wysłano)\s(?:z|za|przy)\s.{1,80}
    | (?:odesláno|odoslané|odoslan[éeo]|odosielané)\s(?:z|ze|pomocí|pomocou|přes)\s.{1,80}
    | .{0,30}(?:elküldve|küldve|küldték).{0,60}(?:iphone|ipad|android|mobil|outlook|telefon).{0,30}
    | (?:az?\s)?.{0,30}(?:iphone|ipad|android|mobil).{0,20}(?:küldve|küldtem|készülékemről).{0,30}
    | trimis\s(?:de\spe|din|cu|folosind)\s.{1,80}
    | отправлено\s(?:с|из|от|через|со)\s.{1,80}
    | (?:надіслано|відправлено)\s(?:з|із|через|від)\s.{1,80}
    | изпратено\s(?:от|чрез)\s.{1,80}
    | (?:poslano|poslato|послато)\s(?:s|sa|z|iz|са|putem)\s.{1,80}
    | .{0,40}(?:iphone|ipad|android|telefon|cihaz|galaxy).{0,30}\sgönderildi.{0,10}
    | (?:στάλθηκε|εστάλη)\s(?:από|με)\s.{1,80}
    | נשלח\sמ.{1,60}
    | (?:أرسلت|تم\sالإرسال|مرسل)\sمن\s.{1,60}
    | (?:发自|發自|从|從)\s?(?:我的|网易|手机|鴻海|新浪|qq).{0,50}
    | (?:來自|来自)\s?(?:我的|yahoo).{1,50}
    | .{0,20}(?:iphone|ipad|スマートフォン|android|携帯).{0,20}から送信.{0,10}
    | 나의\s.{1,30}에서\s보냄.{0,10}
    | .{1,40}에서\s보(?:냄|낸).{0,20}
    | ส่งจาก.{1,60}
    | (?:được\s)?gửi\stừ\s.{1,60}
    | (?:dikirim|terkirim)\s(?:dari|dgn|dengan|melalui)\s.{1,60}
    | saadetud\s.{1,60}
    | (?:nosūtīts|sūtīts)\sno\s.{1,60}
    | (?:išsiųsta|siųsta)\siš\s.{1,60}
    | sent\sfrom:\s.{1,60}
    | (?:sent|composed)\son\sthe\sgo.{0,40}
    | (?:\*?please\s)?excuse\s(?:my\s|any\s|the\s)?(?:brevity|typos|typo|spelling|mistakes).{0,60}
    | virus-free\.?.{0,60} | virenfrei\.?.{0,60} | garanti\ssans\svirus.{0,60} | libre\sde\svirus.{0,60}
    )[\s>)\]*_.!]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_PHONE_ONLY = re.compile(r"\b(?:iphone|ipad|ipod|android|galaxy|huawei|blackberry|outlook|mobile)\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"""^[\s*_]*(?:
      (?:(?:with\s)?(?:my\s)?(?:kind(?:est)?|best|warm(?:est)?|many|warmly|good)?\s?(?:and\s\w+\s)?regards?|best\swishes|all\sthe\sbest
      |yours?\s(?:sincerely|faithfully|truly)|sincerely(?:\syours)?|cheers|best|br|kr|respectfully|cordially|regards
      |many\sthanks|thanks(?:\sand\sregards)?|thank\syou|thx|rgds|warmly)
    | (?:mit\s)?(?:freundlichen|besten|herzlichen|vielen|lieben|schönen|freundlichem)\s(?:grü(?:ß|ss)en|gruß|gruss|dank)(?:\s(?:aus|und)\s.{1,20})?
    | (?:beste|viele|liebe|herzliche|freundliche|schöne)\sgrü(?:ß|ss)e|(?:lieben|schönen)\sgru(?:ß|ss)|gru(?:ß|ss)|mfg|lg|vg|hochachtungsvoll|danke
    | (?:bien\s)?(?:très\s)?cordialement|bien\sà\s(?:vous|toi)|cdlt|sincères\ssalutations|(?:meilleures\s)?salutations|amicalement|respectueusement|merci(?:\sd['’]avance)?
    | (?:un\s)?(?:cordial\s)?saludos?(?:\scordiales)?|atentamente|(?:muchas\s)?gracias|un\sabrazo|atte
    | atenciosamente|cumprimentos|(?:com\sos\s)?melhores\scumprimentos|obrigad[oa]|abraços?|att
    | cordiali\ssaluti|distinti\ssaluti|(?:un\s)?saluti?|grazie(?:\smille)?|cordialmente
    | (?:met\s)?(?:vriendelijke|hartelijke)\sgroet(?:en)?|groet(?:jes|en)?|mvg|bedankt
    | (?:med\s)?(?:vänliga?|venlig|vennlig|bästa|beste|med)\s(?:hälsningar?|hilsen|hilsner|hilsninger)|mvh|hälsningar|hilsen|tack|takk|tak
    | (?:ystävällisin|parhain)\s?terveisin|terveisin|kiitos
    | z\spoważaniem|pozdrawiam|pozdrowienia|dziękuję | s\s(?:pozdravem|pozdravom|přátelským\spozdravem)|děkuji|ďakujem|hezký\sden
    | (?:üdvözlettel|tisztelettel|köszönettel|üdv)|(?:cu\s(?:stimă|respect))|mulțumesc
    | (?:с\sуважением|с\sнаилучшими\sпожеланиями|спасибо)|(?:з\sповагою|дякую)|поздрави|с\sуважение
    | (?:saygılarımla|iyi\sçalışmalar|teşekkürler)|(?:με\sεκτίμηση|ευχαριστώ) | (?:lp|lep\spozdrav|s\sštovanjem|srdačan\spozdrav)
    )[\s,.!;:*_]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTACT = re.compile(
    r"(?:(?:\+|00)\d[\d\s().\-/]{6,})|\b(?:tel|phone|mobile?|fax|cell|direct|téléphone|telefon|teléfono|telefono|handy|mob|ph|t|m|p|e|w)\s?[.:]\s?[+(\d]?\S"
    r"|\(?\d{3}\)?[-.\s]\d{3}[-.\s]\d{4}|https?://|\bwww\.|[\w.+-]+@[\w-]+\.\w|\b(?:gmbh|inc\.|ltd|llc|s\.a\.|b\.v\.|corp)\b",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"""^[\s*_>-]*(?:
      (?:confidentiality|privacy|legal|privilege[d]?|important)\s(?:notice|note|warning|disclaimer|statement)\b
    | disclaimer\b
    | (?:this|the\sinformation\s(?:contained\s)?in\sthis)\s(?:e-?mail|message|communication|transmission|email\smessage)\b.{0,200}\b(?:confidential|privileged|intended\s(?:only|solely|for)|proprietary)
    | (?:if\syou\s(?:are\snot|have\sreceived))\s.{0,60}(?:intended\srecipient|in\serror)
    | (?:please|pls)\sconsider\sthe\senvironment\b | (?:think|before\sprinting)\s.{0,60}\b(?:print|environment)
    | (?:diese|dieses)\s(?:e-?mail|nachricht)\b.{0,120}\b(?:vertraulich|adressaten|empfänger)
    | vertraulichkeitshinweis\b | (?:ce|le\sprésent)\s(?:message|courriel|mail|e-mail)\b.{0,160}\b(?:confidentiel|destinataire|destiné)
    | (?:este|el\spresente)\s(?:mensaje|correo|e-?mail)\b.{0,160}\b(?:confidencial|destinatario)
    | (?:esta|a\spresente)\s(?:mensagem|e-?mail)\b.{0,160}\b(?:confidencial|destinatário)
    | (?:questo|il\spresente)\s(?:messaggio|e-?mail)\b.{0,160}\b(?:riservat|confidenzial|destinatari)
    | (?:dit|de\sinhoud\svan\sdit)\s(?:bericht|e-?mail)\b.{0,160}\b(?:vertrouwelijk|geadresseerde|bestemd)
    | (?:detta|dette|denne)\s(?:mail|e-?mail|meddelande|e-post|melding|besked)\b.{0,160}\b(?:konfidenti|fortrolig)
    | (?:this\semail\s(?:has\sbeen|was)\s(?:checked|scanned)\s(?:for|by)) | diese\se-?mail\swurde\s.{0,30}(?:virus|viren|avast|avg)
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_UNSUBSCRIBE = re.compile(
    r"^\s*(?:to unsubscribe|you (?:are receiving|received) this (?:e-?mail|message) because|unsubscribe\b.{0,60}$)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？]['\")]*$")


def without_signature(text: str) -> str:
    """Return the text up to its signature; all of it when nothing else would be left."""
    lines = text.split("\n")
    end = _end_of_message(lines)
    return "\n".join(lines[:end]).rstrip()


def _end_of_message(lines: list[str]) -> int:
    """Return the index of the line after the last one that says something."""
    end = _trimmed(lines, len(lines))
    first = next((i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(">")), end)
    for index in range(max(first + 1, end - 40), end):
        if _STANDARD.match(lines[index]):
            end = _trimmed(lines, index)
            break
    for _ in range(_MAX_FOOTERS):
        shorter = _trimmed(lines, _shorter(lines, end))
        if shorter >= end or shorter <= first:
            break
        end = shorter
    return end


def _shorter(lines: list[str], end: int) -> int:
    """Cut one footer off the end, or return `end` when there is none."""
    if end and _is_mobile(lines[end - 1]):
        return end - 1
    if end and _PLAIN.match(lines[end - 1]):
        return end - 1
    for index in range(end - 1, max(-1, end - 16), -1):
        line = lines[index]
        if _is_mobile(line) and _all_signature(lines[index + 1 : end]):
            return index
        if _PLAIN.match(line) and (_all_signature(lines[index + 1 : end]) or _is_footer(line, lines[index + 1 : end])):
            return index
        if _CLOSING.match(line) and _is_contact_block(lines[index + 1 : end]):
            return index
    return _without_disclaimer(lines, end)


def _without_disclaimer(lines: list[str], end: int) -> int:
    for index in range(end - 1, max(-1, end - 60), -1):
        line = lines[index]
        begins = index == 0 or not lines[index - 1].strip()
        if (
            begins
            and line.strip()
            and (_DISCLAIMER.match(" ".join(lines[index : min(end, index + 5)])) or _UNSUBSCRIBE.match(line))
        ):
            return index
    return end


def _is_mobile(line: str) -> bool:
    return 6 < len(line) <= 160 and bool(_MOBILE.match(line)) and not line.lstrip().startswith(">")


def _all_signature(block: list[str]) -> bool:
    """Tell whether lines look like name, role and contact rather than prose."""
    lines = [line.strip() for line in block if line.strip()]
    if not 0 < len(lines) <= 12:
        return False
    return all(
        len(line) <= 100 and (_CONTACT.search(line) or (len(line) <= 60 and not _SENTENCE_END.search(line)))
        for line in lines
    )


def _is_footer(rule: str, block: list[str]) -> bool:
    """Tell a motto under two dashes, and what list servers and web mail add under a long rule."""
    lines = [line.strip() for line in block if line.strip()]
    if not 0 < len(lines) <= 8 or any(len(line) > 100 for line in lines):
        return False
    return rule.strip() == "--" or (len(rule.strip()) >= 30 and any(_CONTACT.search(line) for line in lines))


def _is_contact_block(block: list[str]) -> bool:
    lines = [line.strip() for line in block if line.strip()]
    return 2 <= len(lines) <= 12 and _all_signature(block) and any(_CONTACT.search(line) for line in lines)


def _trimmed(lines: list[str], end: int) -> int:
    while end and not lines[end - 1].strip():
        end -= 1
    return end
