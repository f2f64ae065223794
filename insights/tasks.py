from __future__ import annotations

from celery import shared_task

from helpdesk.lib.advisory import Lock, slot
from insights.operations import answering, doubting, gathering, handling, listening, matching, settling, spotting


@shared_task(name="insights.gather")
def gather() -> None:
    gathering.gather()


@shared_task(name="insights.listen")
def listen() -> None:
    # Who finds another at it does not wait: a long one would otherwise gather every thread of the worker behind it.
    with slot(Lock.LISTENERS, 1) as free:
        if free:
            listening.listen()
            settling.settle()
            matching.match_incidents()


@shared_task(name="insights.study")
def study() -> None:
    answering.find_answers()
    handling.measure_handling()


@shared_task(name="insights.spot")
def spot() -> None:
    spotting.spot_spikes()


@shared_task(name="insights.doubt")
def doubt() -> None:
    doubting.find_doubts()
