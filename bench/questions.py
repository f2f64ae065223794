"""The question radar: how well it tells questions apart, and what one more costs at a hundred thousand.

Told apart: 68 questions in 352 wordings (bench/labelled/questions.txt), bare and as mails with greetings, stories and
signatures, by the radar, which does not know how many there are, and by TF-IDF and k-means, which are told.

Added: to a desk of 100,000 tickets whose questions were heard, one ticket at a time.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from bench.house import ROOT
from bench.large import large
from bench.table import show, spread

LABELLED = Path(__file__).parent / "labelled/questions.txt"
TICKETS, ADDED, COPIES = 100_000, 60, 8
_BEFORE = (
    "", "", "Hi, ", "Hello team,\n\n", "Good morning,\n", "Dear support,\nI am a customer since 2019. ", "Hey! ",
    "I bought this last month. ", "We run a small cafe in Oslo. ",
)  # fmt: skip
_AFTER = (
    "", "", " Thanks!", "\n\nKind regards\nMaya Lindqvist", "\nThank you in advance\nTom", " Please answer soon.",
    " My order number is 40%03d.", " I am writing from my phone.", "\n\n--\nJan Novak\nPrague",
)  # fmt: skip


def main() -> None:
    rows = [_told_apart("bare", labelled()), _told_apart("as mails", mails())]
    show(["questions", "texts", "radar", "found", "TF-IDF + k-means, told how many", "of"], rows)
    print("  V-measure (Rosenberg and Hirschberg, 2007), 1 at best; k-means is the mean of five beginnings.")
    with large(TICKETS) as desk:
        done = subprocess.run(
            [sys.executable, "-m", "bench.questions", "inside"],
            cwd=ROOT,
            env=desk.env,
            stdout=subprocess.PIPE,
            check=True,
        )
    found = json.loads(done.stdout)
    show(["one more at", "questions", "ms p50", "ms p95", "heard before, a second"], [found])
    print("  Goal: one more <= 20 ms at 100,000.")


def labelled() -> list[tuple[str, int]]:
    """Return (text, number of its question) in an order that tells nothing."""
    found, label = [], -1
    for line in LABELLED.read_text().splitlines():
        if line.startswith("# "):
            label += 1
        elif line:
            found.append((line, label))
    random.Random(1).shuffle(found)
    return found


def mails() -> list[tuple[str, int]]:
    """Return each question several times, as people write it."""
    rng = random.Random(3)
    found = []
    for text, label in labelled() * COPIES:
        after = rng.choice(_AFTER)
        after = after % rng.randrange(999) if "%" in after else after
        stop = "." if text[-1].isalpha() else ""
        found.append((f"{rng.choice(_BEFORE)}{text}{stop}{after}", label))
    rng.shuffle(found)
    return found


def _told_apart(name: str, texts: list[tuple[str, int]]) -> list[object]:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import v_measure_score

    from helpdesk.lib.meaning import encode
    from insights.questions.grouping import grouped

    words, labels = [text for text, _ in texts], [label for _, label in texts]
    ours = grouped(words, encode)
    vectors = TfidfVectorizer(stop_words="english").fit_transform(words)
    k = len(set(labels))
    theirs = [v_measure_score(labels, KMeans(k, n_init=3, random_state=seed).fit_predict(vectors)) for seed in range(5)]
    return [name, len(words), float(v_measure_score(labels, ours)), len(set(ours)), float(sum(theirs) / 5), k]


def inside() -> None:
    """Hear everything, then one ticket at a time; runs inside the desk's environment."""
    from helpdesk.local.servers import ensure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ.update(ensure())
    import django

    django.setup()
    from accounts.models import Customer
    from insights.models import Question, Radar
    from insights.operations.listening import listen
    from tickets.models import Ticket
    from tickets.operations.messages import Content
    from tickets.operations.opening import open_ticket

    start = time.perf_counter()
    heard = listen(share=sys.maxsize)
    rate = heard / (time.perf_counter() - start) if heard else 0
    Radar.objects.update(settled=Ticket.objects.latest("pk").pk)
    asker = Customer.objects.earliest("pk")
    taken = []
    for text, _ in labelled()[:ADDED]:
        open_ticket(by=asker, requester=asker, subject="Question", content=Content(text=text), channel="email")
        start = time.perf_counter()
        listen()
        taken.append(time.perf_counter() - start)
    alive = Question.objects.filter(joined_into=None, size__gt=0).count()
    json.dump([Ticket.objects.count(), alive, *spread(taken), round(rate)], sys.stdout)


if __name__ == "__main__":
    inside()
