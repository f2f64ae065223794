"""Look at changed questions as wholes: join those that turned out to be one, move what sits wrong, find the wording.

In small steps, each a transaction of its own. What people decided is never undone here: two questions with names of
their own, or told apart, stay two; what somebody put somewhere stays there.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from helpdesk.lib.meaning import encode
from insights.models import Apart, Asking, Question, Radar
from insights.operations.changing import changing_questions, wordings_of
from insights.operations.holding import Held, held, keep, next_version
from insights.questions.ground import Vectors
from insights.questions.refining import joining, moving
from insights.questions.wording import shortened, typical

STEP = 50
# So many of a question's askings are looked at again: the newest.
MEMBERS = 60


def settle(*, steps: int = 20) -> int:
    """Settle questions that changed, at most `steps` times `STEP`; return how many were looked at."""
    looked = 0
    for _ in range(steps):
        found = _settle_some()
        looked += found
        if found < STEP:
            break
    return looked


def _settle_some() -> int:
    with changing_questions() as state:
        keys = list(Question.objects.filter(unsettled=True).order_by("pk").values_list("pk", flat=True)[:STEP])
        if not keys:
            return 0
        now = held(state)
        state.version = next_version()
        joined = _join(now, keys, state)
        looked = [key for key in dict.fromkeys(joined.get(key, key) for key in keys) if key in now.clusters]
        members = _members(looked, now)
        moved = _move(now, members)
        _store(now, {*looked, *joined.values(), *moved}, state)
        # Only what was moved to is looked at again.
        Question.objects.filter(pk__in=keys).exclude(pk__in=moved).update(unsettled=False)
        _name(now, looked, members)
        now.version = state.version
        return len(keys)


def _join(now: Held, keys: list[int], state: Radar) -> dict[int, int]:
    """Join what belongs together and return each joined question's new one."""
    into: dict[int, int] = {}
    for one, other in joining(now.clusters, keys, now.strangers, firm=now.firmness):
        into[other] = one
        Asking.objects.filter(question=other).update(question=one)
        _hand_over_answer(other, one)
        last = Question.objects.values_list("last_asked_at", flat=True).get(pk=other)
        Question.objects.filter(pk=one, last_asked_at__lt=last).update(last_asked_at=last)
        Question.objects.filter(part_of=other).update(part_of=one)
        Question.objects.filter(Q(pk=other) | Q(joined_into=other)).update(
            joined_into=one, part_of=None, size=0, unsettled=False, version=state.version
        )
        tell_apart_too(other, one)
        now.apart = {key: {one if k == other else k for k in apart} for key, apart in now.apart.items()}
        now.apart.setdefault(one, set()).update(now.apart.pop(other, ()))
    return {other: _end(into, other) for other in into}


def _hand_over_answer(gone: int, heir: int) -> None:
    """Let what somebody said answers a question answer its heir, unless that has such an answer of its own."""
    said = Question.objects.filter(pk=gone).exclude(article_by=None).values("article", "article_by").first()
    if said is not None:
        heirs = Question.objects.filter(Q(pk=heir) | Q(parts=heir), article_by=None)
        heirs.update(article=said["article"], article_by=said["article_by"])


def tell_apart_too(gone: int, heir: int) -> None:
    """Let a question be apart from all that another was apart from."""
    pairs = Apart.objects.filter(Q(one=gone) | Q(other=gone)).values_list("one", "other")
    others = {a if b == gone else b for a, b in pairs} - {heir}
    Apart.objects.bulk_create(
        [Apart(one_id=min(heir, k), other_id=max(heir, k)) for k in others], ignore_conflicts=True
    )


def _end(into: dict[int, int], key: int) -> int:
    while key in into:
        key = into[key]
    return key


Members = dict[int, list[tuple[Asking, Vectors]]]


def _members(keys: list[int], now: Held) -> Members:
    found: Members = defaultdict(list)
    for key in keys:
        askings = list(
            Asking.objects.filter(question=key).select_related("ticket__requester").order_by("-asked_at")[:MEMBERS]
        )
        vectors = now.ground.vectors([a.text for a in askings], encode)
        found[key] = list(zip(askings, vectors, strict=True))
    return found


def _move(now: Held, members: Members) -> set[int]:
    """Move askings that are nearer to another question; return every question that lost or won one."""
    listed = {a.pk: a for some in members.values() for a, _ in some if a.placed_by_id is None}
    free = [(a.pk, key, v) for key, some in members.items() for a, v in some if a.pk in listed]
    moved: set[int] = set()
    for pk, before, after in moving(now.clusters, free, lambda key: now.apart.get(key, ())):
        Asking.objects.filter(pk=pk).update(question=after)
        asked_at = listed[pk].asked_at
        Question.objects.filter(pk=after, last_asked_at__lt=asked_at).update(last_asked_at=asked_at)
        moved |= {before, after}
    return moved


def _store(now: Held, keys: set[int], state: Radar) -> None:
    questions = list(Question.objects.filter(pk__in=keys, joined_into=None))
    for question in questions:
        keep(question, now.clusters, version=state.version, number=now.number)
    Question.objects.bulk_update(questions, ["mean", "size", "version", "ground", "unsettled"], batch_size=100)


def _name(now: Held, keys: list[int], members: Members) -> None:
    """Give each question that nobody named the most typical sentence of its askings."""
    for question in Question.objects.filter(pk__in=keys, named_at=None).only("wording"):
        if question.pk not in now.clusters or not (some := members[question.pk]):
            continue
        sentences = [sentence for asking, _ in some for sentence in wordings_of(asking)]
        vectors = now.ground.vectors(sentences, encode)
        wording = shortened(sentences[typical(sentences, vectors, now.clusters.mean(question.pk))])
        if wording != question.wording:
            Question.objects.filter(pk=question.pk).update(wording=wording)
