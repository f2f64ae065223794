"""Whatever is typed into a search has a reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib.search import Condition, Word, parse
from helpdesk.lib.search.grammar import LONGEST, MOST_WORDS
from helpdesk.lib.search.marks import marked
from helpdesk.lib.search.words import query_text

OPERATORS = {"status", "from", "tag", "created"}


def test_words_phrases_and_operators_are_told_apart() -> None:
    asked = parse('pump "no pressure" -duo status:open from:"Maya Lindqvist" -tag:vip created:>2026-01-01', OPERATORS)
    assert asked.words == [Word("pump"), Word("no pressure", phrase=True), Word("duo", negated=True)]
    assert asked.conditions == [
        Condition("status", "open"),
        Condition("from", "Maya Lindqvist"),
        Condition("tag", "vip", negated=True),
        Condition("created", ">2026-01-01"),
    ]
    assert asked.unknown == []


def test_an_operator_nobody_has_is_looked_for_as_words() -> None:
    asked = parse("colour:red", OPERATORS)
    assert asked.unknown == ["colour"]
    assert asked.words == [Word("colour:red", phrase=True)]


@pytest.mark.parametrize("typed", ["http://halden.example/a", "10:30", "C:\\temp"])
def test_addresses_and_times_are_no_operators(typed: str) -> None:
    asked = parse(typed, OPERATORS)
    assert asked.unknown == []
    assert len(asked.words) == 1


def test_operators_are_read_in_any_case_and_quotes_of_any_kind() -> None:
    assert parse("Status:Open", OPERATORS).conditions == [Condition("status", "Open")]
    assert parse("“no pressure„", OPERATORS).words == [Word("no pressure", phrase=True)]


def test_a_quote_that_never_ends_goes_on_to_the_end() -> None:
    assert parse('"no pressure', OPERATORS).words == [Word("no pressure", phrase=True)]


@pytest.mark.parametrize("typed", ["", "   ", "-", "--", '""', "!?", "status:", "\x00"])
def test_nothing_is_asked_by_signs_alone(typed: str) -> None:
    asked = parse(typed, OPERATORS)
    assert [w for w in asked.words if w.text != "status:"] == []
    assert asked.conditions == []


def test_what_nobody_types_is_cut_and_said_so() -> None:
    assert parse("x" * (LONGEST + 1), OPERATORS).cut
    many = parse(" ".join(f"w{n}" for n in range(MOST_WORDS + 1)), OPERATORS)
    assert many.cut
    assert len(many.words) == MOST_WORDS


@given(st.text(max_size=400))
def test_any_text_has_a_reading(typed: str) -> None:
    asked = parse(typed, OPERATORS)
    assert all(condition.key in OPERATORS and condition.value for condition in asked.conditions)
    for word in asked.words:
        # Nothing of what was typed is an operator of PostgreSQL's: pieces are letters and digits in quotes.
        assert query_text(word).replace("' <-> '", "").removesuffix(":*").strip("'").isalnum()


@given(st.text(max_size=80), st.text(max_size=40))
def test_marking_changes_no_text(text: str, typed: str) -> None:
    words = [word for word in parse(typed, OPERATORS).words if not word.negated]
    plain = marked(text, words).replace("<mark>", "").replace("</mark>", "")
    assert plain == marked(text, [])


def test_marks_are_set_around_whole_words_without_regard_to_case_and_accents() -> None:
    words = parse("crème seal", OPERATORS).words
    assert marked("Seals & <b>CREME</b>, conseal", words) == (
        "<mark>Seals</mark> &amp; &lt;b&gt;<mark>CREME</mark>&lt;/b&gt;, conseal"
    )
