"""What mail systems write when they do not follow the standard for delivery reports."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.parse import parse

ORIGINAL = (
    "From: help@halden.example\nTo: vera@blum.example\nSubject: The grinder\nMessage-ID: <t42.7@halden.example>\n\nHi"
)

WORDINGS = {
    "gmx": ("Mail delivery failed: returning message to sender", "5.1.1", """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to
one or more of its recipients. This is a permanent error.
The following address failed:

"vera@blum.example":
SMTP error from remote server after RCPT command:
host: mx.blum.example
5.1.1 <vera@blum.example>... User Unknown

--- The header of the original message is following. ---
"""),
    "ionos": ("Mail delivery failed: returning message to sender", "", """This message was created automatically by mail delivery software.

For the following recipients, the mail could not be delivered:

vera@blum.example
Mail size limit exceeded.

--- The header of the original message is following. ---
"""),
    "biglobe": ("Returned mail: see transcript for details", "", """   ----- The following addresses had delivery problems -----
vera@blum.example

   ----- Non-delivered information -----
The number of messages in recipient's mailbox exceeded the local limit.

   ----- Original message follows -----
"""),
    "rejected-by-remote": ("Undelivered mail", "5.0.0", """Each of the following recipients was rejected by a remote mail server.
The reasons given by the server are included to help you determine why
each recipient was rejected.

    Recipient: <vera@blum.example>
    >>> RCPT TO:<vera@blum.example>
    <<< 550 <vera@blum.example>: User unknown

--- Original message follows ---
"""),
    "iplanet": ("Delivery Notification: Delivery has failed", "5.1.1", """This report relates to a message you sent with the following header fields:

  Message-id: <t42.7@halden.example>
  Subject: The grinder

Your message cannot be delivered to the following recipients:

  Recipient address: vera@blum.example
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 <vera@blum.example>... User Unknown
"""),
    "opensmtpd": ("Delivery status notification: error", "5.2.2", """    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

vera@blum.example: 550 5.2.2 <vera@blum.example>... Mailbox Full

    Below is a copy of the original message:

"""),
    "notes": ("Failure notice", "", """------- Failure Reasons  --------

User not listed in public Name & Address Book
vera@blum.example

------- Returned Message --------
"""),
    "imail": ("Undeliverable Mail", "", """Unknown user: vera@blum.example

Original message follows.

"""),
    "activehunter": ("FAILURE NOTICE :", "5.1.1", """  ----- The following addresses had permanent fatal errors -----

>>> vera@blum.example <vera@blum.example>

  ----- Transcript of session follows -----
550 sorry, no mailbox here by that name (#5.1.1 - chkusr)

  ----- Original message follows -----
"""),
    "surfcontrol": ("Message failed: could not be sent", "5.0.0", """Your message could not be sent.
A transcript of the attempts to send the message follows.
The number of attempts made: 1
Addressed To: vera@blum.example

Mon 3 Nov 2025 10:00:00 +0100
Failed to send to identified host,
vera@blum.example: [192.0.2.5], 550 vera@blum.example... No such user
--- Message non-deliverable.
"""),
    "sendmail-5": ("Returned mail: User unknown", "5.0.0", """   ----- Transcript of session follows -----
While talking to mx.blum.example:
>>> RCPT To:<vera@blum.example>
<<< 550 <vera@blum.example>, User Unknown
550 <vera@blum.example>... User unknown

   ----- Unsent message follows -----
"""),
    "zoho": ("Undelivered Mail Returned to Sender", "5.1.1", """This message was created automatically by mail delivery software.
 A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

vera@blum.example Invalid Address, ERROR_CODE :550, ERROR_CODE : 5.1.1 User Unknown

Received:from mail.halden.example by mx.zoho.example; Mon, 3 Nov 2025 10:00:00 +0100
"""),
    "interscan": ("Mail could not be delivered", "5.1.1", """Sent >>> RCPT TO:<vera@blum.example>
Received <<< 550 5.1.1 <vera@blum.example>... user unknown

Unable to deliver message to <vera@blum.example>

"""),
    "carrier": ("Undeliverable Message", "", """Message could not be delivered to mobile.
Error: No valid recipients for this MM
Attempted recipient: vera@blum.example

"""),
    "german": ("Unzustellbar: Die Mühle", "5.1.1", """Ihre Nachricht wurde mindestens einem Empfänger nicht zugestellt.

vera@blum.example
550 5.1.1 Empfänger unbekannt

"""),
    "french": ("Non remis : Le moulin", "5.1.1", """Votre message n'a pas pu être remis à un ou plusieurs destinataires.

vera@blum.example
550 5.1.1 utilisateur inconnu

"""),
    "group": ("Delivery Status Notification (Failure)", "", """Hello help@halden.example,

We're writing to let you know that the group you tried to contact (vera) may not exist, or you may not
have permission to post messages to the group. Your message to vera@blum.example could not be delivered.

----- Original message -----

"""),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDINGS)
def test_a_report_in_plain_words_names_the_recipient(name: str) -> None:
    subject, status, words = WORDINGS[name]
    raw = (
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.blum.example>\nTo: help@halden.example\n"
        f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{words}{ORIGINAL}"
    )
    report = parse(raw.encode()).bounce
    assert report is not None
    assert [r.email for r in report.recipients] == ["vera@blum.example"]
    assert report.status == status
    assert report.permanent
    assert report.original_message_id == "t42.7@halden.example"


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Warning: could not send message for past 4 hours", "** THIS IS A WARNING MESSAGE ONLY **\n\nvera@blum.example\n"),
        ("Delivery Status Notification (Delay)", "This is an automatically generated notification.\n\nDelivery to the following recipients has been delayed.\n\nvera@blum.example\n"),
        ("Mail delivery deferred", "Your mail to vera@blum.example could not be delivered yet and will be retried.\n"),
    ],
)  # fmt: skip
def test_a_late_mail_is_not_a_lost_one(subject: str, words: str) -> None:
    raw = f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.blum.example\nSubject: {subject}\n\n{words}"
    report = parse(raw.encode()).bounce
    assert report is not None
    assert report.action == "delayed"
    assert not report.permanent


def test_a_report_that_names_nobody_is_still_a_report() -> None:
    raw = b"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: Undelivered Mail Returned to Sender\n\nSorry.\n"
    report = parse(raw).bounce
    assert report is not None
    assert report.permanent
