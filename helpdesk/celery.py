"""The Celery application: tasks are wake-ups, the rows they name are the jobs."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Beats only wake: every moment something is due is a row's own column, so a late or doubled beat
# changes nothing.
app.conf.beat_schedule = {
    "read-inbound": {"task": "channels_inbox.process_pending", "schedule": 15.0, "options": {"expires": 15.0}},
    "send-outbound": {"task": "channels_inbox.deliver_pending", "schedule": 15.0, "options": {"expires": 15.0}},
    "forget-idempotency-keys": {
        "task": "accounts.forget_idempotency_keys",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-notifications": {
        "task": "accounts.forget_notifications",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "keep-time": {"task": "tickets.keep_time", "schedule": 15.0, "options": {"expires": 15.0}},
    "renew-promises": {"task": "tickets.renew_promises", "schedule": 15.0, "options": {"expires": 15.0}},
    "mail-notifications": {
        "task": "channels_inbox.mail_notifications",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "judge-attendance": {
        "task": "channels_inbox.judge_attendance",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "follow-chats": {"task": "channels_inbox.follow_chats", "schedule": 5.0, "options": {"expires": 5.0}},
    "take-bot-turns": {"task": "channels_inbox.take_bot_turns", "schedule": 5.0, "options": {"expires": 5.0}},
    "forget-unposted": {"task": "community.forget_unposted", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "tell-of-unanswered": {
        "task": "community.tell_of_unanswered",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "mail-letters": {"task": "channels_inbox.mail_letters", "schedule": 15.0, "options": {"expires": 15.0}},
    "write-digests": {"task": "community.write_digests", "schedule": 60.0, "options": {"expires": 60.0}},
    "forget-community-notices": {
        "task": "community.forget_notices",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "look-at-levels": {"task": "community.look_at_levels", "schedule": 60.0, "options": {"expires": 60.0}},
    "take-in-communities": {
        "task": "community.take_in_waiting",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "make-bot-calls": {"task": "channels_inbox.make_bot_calls", "schedule": 5.0, "options": {"expires": 5.0}},
    "hand-out": {"task": "tickets.hand_out", "schedule": 15.0, "options": {"expires": 15.0}},
    "return-waiting": {"task": "tickets.return_waiting", "schedule": 15.0, "options": {"expires": 15.0}},
    "wake-snoozed": {"task": "tickets.wake_snoozed", "schedule": 15.0, "options": {"expires": 15.0}},
    "work-bulk": {"task": "tickets.work_bulk", "schedule": 15.0, "options": {"expires": 15.0}},
    "ask-for-ratings": {"task": "channels_inbox.ask_for_ratings", "schedule": 15.0, "options": {"expires": 15.0}},
    "send-reach-outs": {"task": "channels_inbox.send_reach_outs", "schedule": 15.0, "options": {"expires": 15.0}},
    "forget-reach-outs": {
        "task": "channels_inbox.forget_reach_outs",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "answer-incidents": {"task": "channels_inbox.answer_incidents", "schedule": 15.0, "options": {"expires": 15.0}},
    "rework": {"task": "tickets.rework", "schedule": 60.0, "options": {"expires": 60.0}},
    "run-timed-rules": {"task": "tickets.run_timed_rules", "schedule": 15.0, "options": {"expires": 15.0}},
    "send-webhooks": {"task": "tickets.deliver_webhooks", "schedule": 15.0, "options": {"expires": 15.0}},
    "check-rules": {"task": "tickets.check_rules", "schedule": 60.0, "options": {"expires": 60.0}},
    "forget-runs": {"task": "tickets.forget_runs", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "forget-bulk-jobs": {
        "task": "tickets.forget_bulk_jobs",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "fetch-recordings": {
        "task": "channels_inbox.fetch_recordings",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    "place-call-orders": {
        "task": "channels_inbox.place_call_orders",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "end-silent-calls": {
        "task": "channels_inbox.end_silent_calls",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "remind-of-windows": {
        "task": "channels_inbox.remind_of_windows",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "publish-articles": {
        "task": "knowledgebase.publish_due",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "advance-incidents": {
        "task": "knowledgebase.advance_incidents",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "copy-status-page": {
        "task": "knowledgebase.copy_status_page",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "listen-to-questions": {"task": "insights.listen", "schedule": 15.0, "options": {"expires": 15.0}},
    "spot-spikes": {"task": "insights.spot", "schedule": 60.0, "options": {"expires": 60.0}},
    "study-questions": {"task": "insights.study", "schedule": 30.0, "options": {"expires": 30.0}},
    "doubt-articles": {"task": "insights.doubt", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "gather-facts": {"task": "insights.gather", "schedule": 15.0, "options": {"expires": 15.0}},
    "close-resolved": {"task": "tickets.close_resolved", "schedule": 600.0, "options": {"expires": 600.0}},
    "watch-monitors": {"task": "knowledgebase.watch_monitors", "schedule": 5.0, "options": {"expires": 5.0}},
    "sum-up-checks": {"task": "knowledgebase.sum_up_checks", "schedule": 900.0, "options": {"expires": 900.0}},
    "post-status-updates": {
        "task": "knowledgebase.post_status_updates",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "mail-status-updates": {
        "task": "channels_inbox.mail_status_updates",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "forget-subscribers": {
        "task": "knowledgebase.forget_subscribers",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "keep-ongoing": {"task": "knowledgebase.keep_ongoing", "schedule": 60.0, "options": {"expires": 60.0}},
    "forget-visits": {"task": "knowledgebase.forget_visits", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "index-messages": {"task": "tickets.index_messages", "schedule": 60.0, "options": {"expires": 60.0}},
    "tidy-files": {
        "task": "tickets.remove_abandoned_uploads",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600.0},
    },
}
