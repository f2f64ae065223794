"""Telephone numbers in one spelling: E.164, as +493012345678."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

# What telephone systems say instead of a number that was withheld; the digits are those words on a keypad, as
# Twilio sends them (https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application).
_WITHHELD = {
    *("anonymous", "restricted", "unavailable", "unknown", "private", "withheld", "blocked", "asserted"),
    *("+266696687", "+7378742833", "+86282452253", "+8656696", "+2562533", "266696687", "7378742833"),
}
DEFAULT_COUNTRY = "DE"


def e164(written: str, *, country: str = DEFAULT_COUNTRY) -> str:
    """Return a number as +digits; empty for one that is withheld, internal or no number at all.

    `country` is where a number without a country code is from, as ISO 3166 names it.
    """
    written = written.strip().removeprefix("tel:").removeprefix("sip:").partition("@")[0]
    if not written or len(written) > 40 or written.lower() in _WITHHELD:
        return ""
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def spoken(number: str) -> str:
    """Return a number in groups, as people read it; what is no number stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def is_country(code: str) -> bool:
    return code in phonenumbers.SUPPORTED_REGIONS
