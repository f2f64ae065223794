"""What somebody asks is found in what they wrote; the rest of a letter is not part of it."""

from __future__ import annotations

import pytest

from insights.questions.extracting import LONGEST, question_of
from insights.questions.words import language_of, terms


@pytest.mark.parametrize(
    ("subject", "text", "asked"),
    [
        ("", "Hello team,\n\nwhere is my parcel?\n\nKind regards\nMaya", "where is my parcel?"),
        ("Question", "Hi! How do I descale it? Thanks!", "How do I descale it?"),
        ("Re: [#123] AW: Descaling", "How often should I do it?", "Descaling. How often should I do it?"),
        ("Leak", "We bought it in May. It leaks at night.", "Leak. We bought it in May. It leaks at night."),
        ("", "Guten Tag,\n\nwo ist mein Paket?\n\nViele Grüße\nJan", "wo ist mein Paket?"),
        ("", "It shows E5 since today. Any idea?", "It shows E5 since today. Any idea?"),
        ("", "We love it.\nMy order never came. Please send the invoice again.", "Please send the invoice again."),
        ("", "Is the 1.5 bar valve for max@cafe.example there?", "Is the 1.5 bar valve for max@cafe.example there?"),
        ("(no subject)", "Thank you!", ""),
        ("Hello", "Hello", ""),
        ("", "-- \nMaya", ""),
        ("", "", ""),
    ],
)
def test_the_asking_sentences_are_found(subject: str, text: str, asked: str) -> None:
    assert question_of(subject, text) == asked


def test_a_long_letter_is_cut_and_strange_ones_end_in_time() -> None:
    assert len(question_of("x" * 900, "Why? " * 5000)) <= LONGEST
    for odd in ("?" * 20_000, "a." * 20_000, "\n" * 20_000 + "Why so?", "hi " * 20_000, "\x00 where is it?"):
        question_of(odd, odd)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Where is my parcel and when does it come?", "en"),
        ("Wo ist mein Paket und wann kommt es?", "de"),
        ("Où est mon colis et quand est-ce que je le reçois ?", "fr"),
        ("¿Dónde está mi paquete y cuándo lo recibo?", "es"),
        ("Waar is mijn pakket en wanneer komt het?", "nl"),
        ("Invoice 4711", ""),
    ],
)
def test_the_language_is_told_by_its_small_words(text: str, code: str) -> None:
    assert language_of(text) == code


def test_words_that_tell_nothing_and_numbers_of_cases_are_no_terms() -> None:
    assert terms("Where is the parcel of order 40113?") == ["parcel", "order"]
    assert terms("Error E5, deliveries and a delivery") == ["error", "e5", "delive", "delive"]
