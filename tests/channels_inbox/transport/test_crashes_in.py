"""The listener killed, or its database failing, at the worst moments: nothing is lost and nothing comes twice.

The moments are chosen from outside: a held line to the IMAP server, a held lock or a failing commit in PostgreSQL.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import connection

from channels_inbox.models import Channel, Inbound, Outbound
from channels_inbox.processing import process_pending
from tests.channels_inbox.transport.imap_server import PASSWORD, Mailbox, line_to
from tests.channels_inbox.transport.running import mail_listener, wait_for
from tests.mail import make_mail
from tickets.models import Ticket

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RAW = make_mail()


@pytest.fixture
def channel(support: Channel, mailbox: Mailbox) -> Channel:
    support.settings = mailbox.settings()
    support.secrets = {"imap_password": PASSWORD}
    support.save()
    return support


@contextmanager
def held_commits() -> Iterator[None]:
    """Let nobody store mail while this lasts: everything up to the insert happens, and then it waits."""
    other = psycopg2.connect(**connection.get_connection_params())
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE channels_inbox_inbound IN SHARE ROW EXCLUSIVE MODE")
        yield
    finally:
        other.close()


@contextmanager
def failing_commits(times: int) -> Iterator[None]:
    """Let the next commits that store mail fail the way a deadlock or a serialisation conflict does."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE SEQUENCE failing_commits;
            CREATE FUNCTION fail_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('failing_commits') <= {times} THEN
                    RAISE EXCEPTION 'injected' USING ERRCODE = 'serialization_failure';
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER fail_commit AFTER INSERT ON channels_inbox_inbound
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail_commit();
            """
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TRIGGER fail_commit ON channels_inbox_inbound; DROP FUNCTION fail_commit;"
                "DROP SEQUENCE failing_commits"
            )


def waiting_for_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'channels_inbox_inbound'::regclass"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def end_what_waits_for_the_lock() -> None:
    """End the statements that wait, and see them gone.

    A server does not notice that its client died: what was only waiting would be done, and committed, after all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks"
            " WHERE NOT granted AND relation = 'channels_inbox_inbound'::regclass"
        )
        assert cursor.fetchall()


@pytest.mark.parametrize("committed", [0, 1])
def test_i01_killed_between_fetch_and_commit(channel: Channel, mailbox: Mailbox, committed: int) -> None:
    mailbox.add(RAW)
    with held_commits(), mail_listener() as listener:
        wait_for(waiting_for_the_lock)
        listener.kill()
        if not committed:
            end_what_waits_for_the_lock()

    wait_for(lambda: Inbound.objects.count() == committed)
    assert mailbox.seen() == 0

    with mail_listener():
        wait_for(lambda: mailbox.seen() == 1)
    process_pending()
    assert (Inbound.objects.count(), Ticket.objects.count()) == (1, 1)


def test_i02_killed_between_commit_and_flag(channel: Channel, mailbox: Mailbox) -> None:
    mailbox.add(RAW)
    with line_to(mailbox.port, holds=lambda said: b"STORE" in said) as line:
        channel.settings["imap_port"] = line.port
        channel.save()
        with mail_listener() as listener:
            assert line.held.wait(20)
            listener.kill()

    assert Inbound.objects.count() == 1
    assert mailbox.seen() == 0
    process_pending()

    channel.settings["imap_port"] = mailbox.port
    channel.save()
    with mail_listener():
        wait_for(lambda: mailbox.seen() == 1)
    process_pending()
    assert (Inbound.objects.count(), Ticket.objects.count()) == (1, 1)
    assert Outbound.objects.filter(automatic=True).count() == 1


def test_i03_no_mail_is_marked_before_its_commit(channel: Channel, mailbox: Mailbox) -> None:
    mailbox.add(*(make_mail(subject=f"Number {number}") for number in range(120)))
    marked: list[int] = []
    stored_when_marked: list[int] = []

    def second_mark(said: bytes) -> bool:
        found = re.search(rb"UID STORE ([\d,:]+)", said)
        if found:
            with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM channels_inbox_inbound")
                row = cursor.fetchone()
            other.close()
            marked.append(len(found[1].split(b",")))
            stored_when_marked.append(row[0] if row else 0)
        return len(marked) == 2

    with line_to(mailbox.port, holds=second_mark) as line:
        channel.settings["imap_port"] = line.port
        channel.save()
        with mail_listener() as listener:
            assert line.held.wait(30)
            listener.kill()

    assert (marked, stored_when_marked) == ([50, 50], [50, 100])
    assert mailbox.seen() == 50

    channel.settings["imap_port"] = mailbox.port
    channel.save()
    with mail_listener():
        wait_for(lambda: mailbox.seen() == 120)
    assert Inbound.objects.count() == 120


def test_i04_a_commit_that_fails_leaves_the_mail_unread_and_is_tried_again(channel: Channel, mailbox: Mailbox) -> None:
    mailbox.add(RAW)
    with failing_commits(2), mail_listener():
        wait_for(lambda: mailbox.seen() == 1, seconds=30)

    assert Inbound.objects.count() == 1


def test_i04_a_commit_that_fails_is_answered_so_that_the_sender_keeps_the_mail(support: Channel) -> None:
    with (
        failing_commits(1),
        mail_listener() as listener,
        smtplib.SMTP("127.0.0.1", listener.port, timeout=20) as client,
    ):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("maya@cafenorr.example", ["support@halden.example"], RAW)
        assert refused.value.smtp_code == 451
        assert Inbound.objects.count() == 0

        client.sendmail("maya@cafenorr.example", ["support@halden.example"], RAW)

    assert Inbound.objects.count() == 1


def test_i12_without_a_database_the_sender_is_asked_to_come_back(support: Channel) -> None:
    nowhere = "postgres://helpdesk@/helpdesk?host=%2Fnowhere"
    with (
        mail_listener(DATABASE_URL=nowhere) as listener,
        smtplib.SMTP("127.0.0.1", listener.port, timeout=20) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused) as refused,
    ):
        client.sendmail("maya@cafenorr.example", ["support@halden.example"], RAW)

    assert {code for code, _ in refused.value.recipients.values()} == {451}


def test_a_mail_killed_before_its_answer_is_taken_once_when_it_is_sent_again(support: Channel) -> None:
    with held_commits(), mail_listener() as listener:
        client = smtplib.SMTP("127.0.0.1", listener.port, timeout=20)
        client.ehlo()
        client.mail("maya@cafenorr.example")
        client.rcpt("support@halden.example")
        client.docmd("DATA")
        client.send(RAW + b".\r\n")
        wait_for(waiting_for_the_lock)
        listener.kill()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.getreply()
        client.close()

    with mail_listener() as listener:
        for _ in range(2):
            with smtplib.SMTP("127.0.0.1", listener.port, timeout=20) as client:
                client.sendmail("maya@cafenorr.example", ["support@halden.example"], RAW)

    assert Inbound.objects.count() == 1


def test_asked_to_stop_it_finishes_the_mail_that_is_arriving(support: Channel) -> None:
    with mail_listener() as listener:
        client = smtplib.SMTP("127.0.0.1", listener.port, timeout=20)
        client.ehlo()
        client.mail("maya@cafenorr.example")
        client.rcpt("support@halden.example")
        client.docmd("DATA")
        client.send(RAW[:100])
        with held_commits():
            listener.process.terminate()
            client.send(RAW[100:] + b".\r\n")
            wait_for(waiting_for_the_lock)
        code, _ = client.getreply()
        client.close()
        assert listener.process.wait(15) == 0

    assert code == 250
    assert Inbound.objects.count() == 1


def test_i08_two_readers_of_one_mailbox_store_every_mail_once(channel: Channel, mailbox: Mailbox) -> None:
    mailbox.add(*(make_mail(subject=f"Number {number}") for number in range(200)))

    with mail_listener(), mail_listener():
        wait_for(lambda: mailbox.seen() == 200, seconds=60)
        mailbox.add(make_mail(subject="One more"))
        wait_for(lambda: mailbox.seen() == 201)

    assert Inbound.objects.count() == 201


def test_new_mail_is_read_at_once_where_the_server_tells(channel: Channel, mailbox: Mailbox) -> None:
    channel.settings["imap_poll_seconds"] = 600
    channel.save()
    with mail_listener():
        for number in range(3):
            mailbox.add(make_mail(subject=f"Number {number}"))
            wait_for(lambda: Inbound.objects.count() == number + 1, seconds=15)  # noqa: B023


def test_a_mailbox_that_cannot_be_read_says_why_without_secrets(channel: Channel, mailbox: Mailbox) -> None:
    channel.secrets = {"imap_password": "wr0ng-s3cret"}
    channel.save()
    with mail_listener():
        wait_for(lambda: Channel.objects.get(pk=channel.pk).trouble)
        trouble = Channel.objects.get(pk=channel.pk).trouble
        assert trouble == f"127.0.0.1:{mailbox.port} did not accept the user name and password."

        channel.secrets = {"imap_password": PASSWORD}
        Channel.objects.filter(pk=channel.pk).update(sealed_secrets=channel.sealed_secrets)
        wait_for(lambda: not Channel.objects.get(pk=channel.pk).trouble, seconds=30)
