"""Who looked for an answer in the last weeks: what they searched, read, were suggested, and whether they asked us."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from knowledgebase.models import HelpCentre, Translation, Visit
from knowledgebase.visitors import Visitor, cookie_visitor

DAYS, A_DAY = 35, 40
# How many of those who begin to write to us are sure to be answered by an article; the rest look by themselves.
WRITING = 0.55
# The share that asks us all the same: shown a suggestion, of the control group, looking by themselves.
SHOWN, HELD, LOOKING = 0.44, 0.71, 0.2


def let_them_look(rng: random.Random, *, now: datetime) -> None:
    """Write down the visits of some weeks; most look for the same few answers."""
    texts = list(Translation.objects.published().filter(article__archived_at=None).order_by("pk"))
    if not texts:
        return
    percent = HelpCentre.settings().holdout_percent
    # The first few are what most look for.
    rng.shuffle(texts)
    weights = [1 / (place + 2) * (1 if text.locale == "en" else 0.15) for place, text in enumerate(texts)]
    visits: list[Visit] = []
    for number in range(DAYS * A_DAY):
        visitor = cookie_visitor(f"demo-{number}")
        at = now - timedelta(days=DAYS) * (1 - number / (DAYS * A_DAY)) + timedelta(minutes=rng.randrange(-90, -5))
        (text,) = rng.choices(texts, weights)
        visits += _session(rng, visitor, text, at, held=visitor.held_out(percent))
    Visit.objects.bulk_create(visits, batch_size=1000)


def _session(rng: random.Random, who: Visitor, text: Translation, at: datetime, *, held: bool) -> Iterator[Visit]:
    def visit(kind: Visit.Kind, minutes: int, place: Visit.Place = Visit.Place.HELP, **more: object) -> Visit:
        return Visit(
            visitor=who.key, kind=kind, place=place, locale=text.locale, at=at + timedelta(minutes=minutes), **more
        )

    if rng.random() < WRITING:
        form = Visit.Place.FORM
        yield visit(Visit.Kind.SUGGESTED, 0, form, translation=text, holdout=held)
        asks = rng.random() < (HELD if held else SHOWN)
        if not asks and not held:
            yield visit(Visit.Kind.VIEWED, 1, translation=text)
            if rng.random() < 0.4:
                yield visit(Visit.Kind.SOLVED, 3, form, translation=text)
    else:
        if rng.random() < 0.6:
            yield visit(Visit.Kind.SEARCHED, 0, found=rng.randrange(1, 9))
        yield visit(Visit.Kind.VIEWED, 1, translation=text)
        asks = rng.random() < LOOKING
    if asks:
        yield visit(Visit.Kind.CONTACTED, rng.randrange(4, 60), Visit.Place.FORM)
