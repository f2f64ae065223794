"""Signatures, phone footers and legal notices at the end of a message."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.quotes import reply_from_text

FOOTERS = """
Sent from my iPhone
Sent from my Samsung Galaxy smartphone.
Sent from Outlook for iOS
Sent from Yahoo Mail on Android
Sent via the mobile app
Get Outlook for Android<https://aka.ms/AAb9ysg>
Get Outlook for iOS
Von meinem iPhone gesendet
Gesendet mit der mobilen Mail App
Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.
Gesendet von Outlook für iOS
Envoyé de mon iPhone
Envoyé depuis mon mobile
Obtenir Outlook pour Android
Télécharger Outlook pour iOS
Enviado desde mi iPhone
Enviado do meu iPhone
Inviato da iPhone
Verzonden vanaf mijn iPhone
Verstuurd vanaf mijn iPad
Sendt fra min iPhone
Skickat från min iPhone
Lähetetty iPhonesta
Wysłane z iPhone'a
Odesláno z iPhonu
Trimis de pe iPhone-ul meu
Отправлено с iPhone
Надіслано з iPhone
iPhone'umdan gönderildi
Στάλθηκε από το iPhone μου
发自我的 iPhone
從我的 iPhone 傳送
iPhoneから送信
나의 iPhone에서 보냄
נשלח מה-iPhone שלי
أرسلت من الـ iPhone
""".strip().split("\n")


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_phone_footer_goes(footer: str) -> None:
    assert reply_from_text(f"The burr fits.\n\n{footer}\n") == "The burr fits."


def test_several_footers_go() -> None:
    assert reply_from_text("It fits.\n\nSent from my iPhone\n\nEnvoyé de mon iPhone") == "It fits."


def test_a_footer_goes_before_an_attribution_too() -> None:
    mail = (
        "It fits.\n\nSent from my iPhone\n\n> On 3 Nov 2025, at 09:15, Halden <help@halden.example> wrote:\n>\n> Try."
    )
    assert reply_from_text(mail) == "It fits."


@pytest.mark.parametrize("rule", ["-- ", "--", "—", "___", "—————", "_______________________________"])
def test_a_signature_under_its_rule_goes(rule: str) -> None:
    assert reply_from_text(f"It fits.\n{rule}\nVera Blum\nBlum & Sons\n+49 30 1234567") == "It fits."


def test_a_long_signature_under_the_standard_rule_goes() -> None:
    assert reply_from_text("It fits.\n-- \n" + "A line of a long legal notice that nobody reads.\n" * 20) == "It fits."


def test_a_closing_with_contact_data_goes() -> None:
    mail = "It fits.\n\nBest regards,\nVera Blum\nBlum & Sons GmbH\nTel: +49 30 1234567\nwww.blum.example"
    assert reply_from_text(mail) == "It fits."


def test_a_closing_with_only_a_name_stays() -> None:
    mail = "It fits.\n\nThanks,\nVera"
    assert reply_from_text(mail) == mail


@pytest.mark.parametrize(
    "notice",
    [
        "This e-mail and any attachments are confidential and intended only for the addressee.",
        "CONFIDENTIALITY NOTICE: The contents of this email message are private.",
        "Diese E-Mail enthält vertrauliche Informationen und ist nur für den Adressaten bestimmt.",
        "Ce message est confidentiel et destiné exclusivement à son destinataire.",
        "Please consider the environment before printing this e-mail.",
    ],
)
def test_a_legal_notice_goes(notice: str) -> None:
    assert reply_from_text(f"It fits.\n\n{notice}\nIf it is not for you, delete it.") == "It fits."


def test_contact_data_the_sender_was_asked_for_stay() -> None:
    mail = "Here is my number:\n\n+49 30 1234567\n\nPlease call after nine."
    assert reply_from_text(mail) == mail


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my desk, which is easier than the phone in the hall.",
        "Sent by mistake, please ignore.",
        "Sent with love.",
    ],
)
def test_a_sentence_that_begins_like_a_phone_footer_stays(line: str) -> None:
    assert reply_from_text(f"Here is another one.\n\n{line}") == f"Here is another one.\n\n{line}"


def test_the_armour_of_a_signed_text_goes() -> None:
    mail = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt fits.\n\n- -- \nVera\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"
    )
    assert reply_from_text(mail) == "It fits."
