"""Wake-ups: each task does whatever is due by calling one function. Running one late or twice changes nothing."""

from __future__ import annotations

from celery import shared_task

from channels_inbox import asking, attending, delivering, incident_answers, neighbours, processing, windows
from channels_inbox.bot import calling, settling, turns
from channels_inbox.chat import ending, mailing
from channels_inbox.notification_mail import sending as notification_mail
from channels_inbox.phone import placing, recordings, sweeping
from channels_inbox.reaching_out import forgetting, in_app
from channels_inbox.reaching_out import sending as reaching_out
from channels_inbox.status_mail import sending as status_mail
from helpdesk.lib import letters
from helpdesk.lib.wake import awake
from knowledgebase.operations.telling_subscribers import MAIL_TASK
from tickets.operations import answering_incidents


@shared_task(name="channels_inbox.process_pending")
def process_pending() -> None:
    awake("channels_inbox.process_pending")
    processing.process_pending()


@shared_task(name="channels_inbox.deliver_pending")
def deliver_pending() -> None:
    awake("channels_inbox.deliver_pending")
    delivering.deliver_pending()


@shared_task(name="channels_inbox.ask_for_ratings")
def ask_for_ratings() -> None:
    asking.ask_for_ratings()


@shared_task(name=reaching_out.TASK)
def send_reach_outs() -> None:
    awake(reaching_out.TASK)
    in_app.keep_whether_any()
    reaching_out.send_reach_outs()


@shared_task(name="channels_inbox.forget_reach_outs")
def forget_reach_outs() -> None:
    forgetting.forget_reach_outs()


@shared_task(name="channels_inbox.judge_attendance")
def judge_attendance() -> None:
    attending.judge_attendance()


@shared_task(name="channels_inbox.mail_notifications")
def mail_notifications() -> None:
    awake("channels_inbox.mail_notifications")
    notification_mail.mail_notifications()


@shared_task(name=MAIL_TASK)
def mail_status_updates() -> None:
    awake(MAIL_TASK)
    status_mail.mail_status_updates()


@shared_task(name=letters.TASK)
def mail_letters() -> None:
    awake(letters.TASK)
    neighbours.mail_letters()


@shared_task(name="channels_inbox.follow_chats")
def follow_chats() -> None:
    ending.miss_chats()
    mailing.mail_unseen()


@shared_task(name="channels_inbox.fetch_recordings")
def fetch_recordings() -> None:
    awake("channels_inbox.fetch_recordings")
    recordings.fetch_recordings()


@shared_task(name="channels_inbox.end_silent_calls")
def end_silent_calls() -> None:
    sweeping.end_silent_calls()


@shared_task(name="channels_inbox.place_call_orders")
def place_call_orders() -> None:
    awake("channels_inbox.place_call_orders")
    placing.place_orders()


@shared_task(name="channels_inbox.take_bot_turns")
def take_bot_turns() -> None:
    awake("channels_inbox.take_bot_turns")
    turns.take_turns()
    settling.settle()


@shared_task(name="channels_inbox.make_bot_calls")
def make_bot_calls() -> None:
    awake("channels_inbox.make_bot_calls")
    calling.make_calls()


@shared_task(name="channels_inbox.remind_of_windows")
def remind_of_windows() -> None:
    windows.remind()


@shared_task(name=answering_incidents.TASK)
def answer_incidents() -> None:
    awake(answering_incidents.TASK)
    incident_answers.answer_incidents()
