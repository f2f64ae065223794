from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.finding.labelled import NO_ANSWER, articles, questions
from bench.table import show
from helpdesk.local import servers

SIZES = (1_000, 100_000)


def main() -> None:
    quality()
    rows = []
    for size in SIZES:
        run = subprocess.run(
            [sys.executable, "-m", "bench.finding.speed", str(size)], capture_output=True, text=True, check=True
        )
        rows.append((f"{size:,}", *(f"{value:.1f}" for value in json.loads(run.stdout.splitlines()[-1]))))
    show(["articles", "p50 ms", "p95 ms", "suggest p95 ms", "index ms each"], rows)
    growth = float(rows[1][2]) / float(rows[0][2])
    print(f"  p95 at {SIZES[1]:,} / at {SIZES[0]:,}: {growth:.2f}x. Goals: <= 3x, <= 50 ms.")


def quality() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ["HELPDESK_DATA"] = str(Path("var/bench/finding").resolve())
    servers.ensure()
    import django

    django.setup()
    from django.core.management import call_command

    from bench.finding import contenders

    call_command("migrate", verbosity=0)
    known, asked = articles(), questions()
    right, texts = [key for key, _ in asked], [text for _, text in asked]
    rows = []
    for name, find in (("ours", contenders.ours), ("bm25s", contenders.bm25), ("PostgreSQL", contenders.postgresql)):
        answers = find(known, texts)
        found = [[key for key, _ in answer] for answer in answers]
        pairs = [(keys, key) for keys, key in zip(found, right, strict=True) if key != NO_ANSWER]
        best = [answer[0][1] if answer else 0.0 for answer in answers]
        rows.append(
            (
                name,
                f"{sum(_gain(*pair) for pair in pairs) / len(pairs):.3f}",
                f"{sum(key in keys[:3] for keys, key in pairs) / len(pairs):.3f}",
                f"{_apart(best, [key != NO_ANSWER for key in right]):.3f}",
            )
        )
        if name == "ours":
            shown = [(keys[:1] == [key]) for keys, key, top in zip(found, right, best, strict=True) if top >= _sure()]
    unanswerable = right.count(NO_ANSWER)
    print(f"  {len(known)} articles, {len(right) - unanswerable} questions with an answer, {unanswerable} without")
    show(["", "nDCG@10", "recall@3", "AUROC"], rows)
    share = sum(shown) / max(len(shown), 1)
    print(f"  Shown unasked: {len(shown)} of {len(right)}, {share:.0%} of them the right one.")


def _sure() -> float:
    from knowledgebase.search import SURE

    return SURE


def _gain(found: Sequence[str], right: str) -> float:
    """Return the nDCG of one right answer: 1 in the first place, 0.63 in the second, nothing after the tenth."""
    return 1 / math.log2(found.index(right) + 2) if right in found[:10] else 0.0


def _apart(scores: Sequence[float], answerable: Sequence[bool]) -> float:
    """Return the AUROC: how often a question with an answer scores above one without."""
    yes = [score for score, fine in zip(scores, answerable, strict=True) if fine]
    no = [score for score, fine in zip(scores, answerable, strict=True) if not fine]
    return sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))
