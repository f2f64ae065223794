"""Learn what is common to the desk's questions, a few times while it grows, and lay their vectors anew each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from helpdesk.lib.meaning import encode
from insights.models import Asking, Question, Radar
from insights.operations.holding import next_version
from insights.questions.ground import STEPS, Ground, first_ground, ground_of

# So many of a question's askings say where its middle is.
SAMPLE = 100
CHUNK = 500


def learn_ground(state: Radar, heard: Sequence[str]) -> None:
    """Count what was heard, and begin a new ground when a step is reached. The caller has the lock."""
    before, state.seen = state.seen, state.seen + len(heard)
    if any(before < step <= state.seen for step in STEPS):
        renew_ground(state)


def renew_ground(state: Radar) -> None:
    """Learn a ground from the newest askings there are and lay all questions on it. The caller has the lock."""
    ground = first_ground(encode)
    newest = Asking.objects.exclude(text="").order_by("-asked_at").values_list("text", flat=True)[: STEPS[-1]]
    texts: list[str] = list(newest)
    for start in range(0, len(texts), CHUNK):
        ground.learn(texts[start : start + CHUNK], encode)
    state.ground, state.learned, state.version = state.ground + 1, ground_of(ground), next_version()
    for questions in _in_chunks():
        middles = _middles(questions, ground)
        for question in questions:
            question.mean, question.ground, question.version = middles[question.pk], state.ground, state.version
            question.unsettled = True
        Question.objects.bulk_update(questions, ["mean", "ground", "version", "unsettled"], batch_size=100)


def _in_chunks() -> Iterator[list[Question]]:
    last = 0
    alive = Question.objects.filter(joined_into=None, size__gt=0).order_by("pk")
    while found := list(alive.filter(pk__gt=last)[:CHUNK]):
        yield found
        last = found[-1].pk


def _middles(questions: Sequence[Question], ground: Ground) -> dict[int, bytes]:
    """Return the mean of the newest askings of each; of one without any, its wording."""
    texts: dict[int, list[str]] = {question.pk: [] for question in questions}
    found = Asking.objects.filter(question__in=texts).exclude(text="").order_by("-asked_at")
    for key, text in found.values_list("question_id", "text").iterator(chunk_size=2000):
        if len(texts[key]) < SAMPLE:
            texts[key].append(text)
    means = {}
    for question in questions:
        vectors = ground.vectors(texts[question.pk] or [question.wording], encode)
        means[question.pk] = vectors.mean(axis=0).astype(np.float32).tobytes()
    return means
