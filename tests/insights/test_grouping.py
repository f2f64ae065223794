"""Questions are told apart better than by counting words with the right number known (docs/questions.md)."""

from __future__ import annotations

import io
import json
import random
from collections import Counter, defaultdict
from math import log
from pathlib import Path

from channels_inbox.conform import load_all
from channels_inbox.management.commands.conform import answers_at_end
from helpdesk.lib.meaning import encode
from insights.questions.grouping import grouped

LABELLED = Path(__file__).parents[2] / "bench/labelled/questions.txt"


def labelled() -> list[tuple[str, str]]:
    """Return (text, label) in an order that tells nothing."""
    found, label = [], ""
    for line in LABELLED.read_text().splitlines():
        if line.startswith("# "):
            label = line
        elif line:
            found.append((line, label))
    random.Random(5).shuffle(found)
    return found


def v_measure(labels: list[str], clusters: list[int]) -> float:
    """Return the harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg, 2007)."""

    def entropy(of: list[object], given: list[object]) -> float:
        parts: dict[object, Counter[object]] = defaultdict(Counter)
        for one, other in zip(of, given, strict=True):
            parts[other][one] += 1
        return -sum(n / len(of) * log(n / sum(part.values())) for part in parts.values() for n in part.values())

    one: list[object] = [0] * len(labels)
    homogeneity = 1 - entropy([*labels], [*clusters]) / entropy([*labels], one)
    completeness = 1 - entropy([*clusters], [*labels]) / entropy([*clusters], one)
    return 2 * homogeneity * completeness / (homogeneity + completeness)


def test_questions_of_a_labelled_set_are_told_apart() -> None:
    texts, labels = zip(*labelled(), strict=True)
    # TF-IDF and k-means come to 0.69 with the number of questions given (`python -m bench questions`).
    assert v_measure(list(labels), grouped(texts, encode)) > 0.77


def test_greetings_names_and_numbers_around_a_question_do_not_matter() -> None:
    mails = [
        "Hello team,\n\nwhere is my parcel?\n\nKind regards\nMaya Lindqvist",
        "Good morning, my parcel has not arrived. Where is it? My order number is 40113.",
        "Hi,\n\nhow do I descale my machine?\n\n--\nTom",
        "Dear support,\nwe love your coffee. How do I descale the machine?\nThank you!",
    ]
    first, again, descale, once_more = grouped(mails, encode)
    assert first == again != descale == once_more


def test_nothing_and_one_text_are_grouped_too() -> None:
    assert grouped([], encode) == []
    assert grouped(["?!"], encode) == [0]


def test_the_door_answers_after_the_end_in_the_order_of_the_lines() -> None:
    lines = [
        {"id": "a", "text": "Where is my parcel?"},
        {"id": "b"},
        {"id": "c", "text": "How do I descale it?"},
        {"id": "d", "text": "My parcel has not come, where is it?"},
    ]
    given = io.BytesIO(b"\n".join(json.dumps(line).encode() for line in lines) + b"\nno json\n")
    a, b, c, d, e = answers_at_end(given, load_all("questions"))
    assert [line["id"] for line in (a, b, c, d)] == ["a", "b", "c", "d"]
    assert a["cluster"] == d["cluster"] != c["cluster"]
    assert b["error"] == '"text" must be a text'
    assert "error" in e
