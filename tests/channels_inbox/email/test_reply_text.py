"""The new words of an answer, without what it quotes."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.quotes import MARKER, reply_from_text

ATTRIBUTIONS = """
On Mon, Nov 3, 2025 at 9:15 AM Halden Support <help@halden.example> wrote:
On 3 Nov 2025, at 09:15, Halden <help@halden.example> wrote:
On 11/03/2025 09:15 AM, Halden Support wrote:
On Monday, November 3rd, 2025 at 9:15 AM, Halden <help@halden.example> wrote:
---- On Mon, 03 Nov 2025 09:15:00 +0100 Halden<help@halden.example> wrote ----
At 11/3/2025 09:15 AM, you wrote:
In message <a@b>, Halden writes:
Quoting Halden <help@halden.example>:
Halden Support wrote:
2025-11-03 9:15 GMT+01:00 Halden <help@halden.example>:
2025-11-03 09:15 GMT+01:00 Halden Support
Am 03.11.2025 um 09:15 schrieb Halden:
Am Mo., 3. Nov. 2025 um 09:15 Uhr schrieb Halden <help@halden.example>:
Halden <help@halden.example> schrieb am Mo., 3. Nov. 2025 um 09:15 Uhr:
Halden <help@halden.example> hat am 03.11.2025 um 09:15 geschrieben:
Le lun. 3 nov. 2025 à 09:15, Halden <help@halden.example> a écrit :
Le 03/11/2025 à 09:15, Halden a écrit :
El lun, 3 nov 2025 a las 9:15, Halden (<help@halden.example>) escribió:
Em seg., 3 de nov. de 2025 às 09:15, Halden <help@halden.example> escreveu:
Il giorno lun 3 nov 2025 alle ore 09:15 Halden <help@halden.example> ha scritto:
Op ma 3 nov 2025 om 09:15 schreef Halden <help@halden.example>:
Op 3 nov. 2025, om 09:15 heeft Halden <help@halden.example> het volgende geschreven:
Den mån 3 nov. 2025 kl 09:15 skrev Halden <help@halden.example>:
man. 3. nov. 2025 kl. 09.15 skrev Halden <help@halden.example>:
ma 3. marrask. 2025 klo 9.15 Halden (help@halden.example) kirjoitti:
W dniu 03.11.2025 o 09:15, Halden pisze:
pon., 3 lis 2025 o 09:15 Halden <help@halden.example> napisał(a):
po 3. 11. 2025 v 9:15 odesílatel Halden <help@halden.example> napsal:
Dňa 3. 11. 2025 o 9:15 Halden napísal(a):
Halden <help@halden.example> ezt írta (időpont: 2025. nov. 3., H, 9:15):
În lun., 3 nov. 2025 la 09:15, Halden <help@halden.example> a scris:
пн, 3 нояб. 2025 г. в 09:15, Halden <help@halden.example>:
3 ноября 2025 г., в 09:15, Halden написал(а):
пн, 3 лист. 2025 р. о 09:15 Halden <help@halden.example> пише:
На пн, 3.11.2025 г. в 9:15 Halden <help@halden.example> написа:
pon, 3. stu 2025. u 09:15 Halden <help@halden.example> napisao je:
V pon., 3. nov. 2025 ob 09:15 je oseba Halden <help@halden.example> napisala:
Kuupäeval E, 3. november 2025 kell 09:15 kirjutas Halden (<help@halden.example>):
2025-11-03, pr, 09:15 Halden <help@halden.example> rašė:
Στις Δευ 3 Νοε 2025 στις 9:15 π.μ., ο/η Halden <help@halden.example> έγραψε:
3 Kas 2025 Pzt, 09:15 tarihinde Halden <help@halden.example> şunu yazdı:
בתאריך יום ב׳, 3 בנוב׳ 2025 ב-9:15 מאת Halden <help@halden.example>:
في الاثنين، 3 نوفمبر 2025 في 9:15 ص كتب Halden <help@halden.example>:
在 2025年11月3日，上午9:15，Halden <help@halden.example> 写道：
Halden <help@halden.example> 於 2025年11月3日 週一 上午9:15寫道：
2025年11月3日(月) 9:15 Halden <help@halden.example>:
2025/11/03 9:15、Halden <help@halden.example>のメール:
2025년 11월 3일 (월) 오전 9:15, Halden <help@halden.example>님이 작성:
Vào Th 2, 3 thg 11, 2025 vào lúc 09:15 Halden <help@halden.example> đã viết:
Pada tanggal Sen, 3 Nov 2025 pukul 09.15 Halden <help@halden.example> menulis:
ในวันที่ จ. 3 พ.ย. 2568 เวลา 09:15 Halden <help@halden.example> เขียนว่า:
El dl., 3 de nov. 2025 a les 9:15, Halden (<help@halden.example>) va escriure:
mán., 3. nóv. 2025 kl. 09:15 skrifaði Halden <help@halden.example>:
""".strip().split("\n")

WRAPPED = [
    "On Mon, Nov 3, 2025 at 9:15 AM Halden Support of the Coffee Machines\n<help@halden.example> wrote:",
    "On Nov 3, 2025, at 9:15 AM, Halden <\nreply+416ffd3258d4d2fa4c85cfa4c44e1721d66e3e8f4@halden.example>\nwrote:",
    "On Mon, 3 Nov 2025 09:15:00 +0100\nHalden <help@halden.example> wrote:",
    "Am 3. November 2025 um 09:15\nschrieb Halden <help@halden.example>:",
    "Le lun. 3 nov. 2025 à 09:15, Halden <help@halden.example>\na écrit :",
    "W dniu 3 listopada 2025 09:15 użytkownik Halden\n<help@halden.example> napisał:",
]

HEADER_BLOCKS = [
    "From: Halden <help@halden.example>\nSent: Monday, November 3, 2025 9:15 AM\nTo: Vera\nSubject: The grinder",
    "________________________________\nFrom: Halden\nSent: Monday, November 3, 2025\nTo: Vera\nSubject: The grinder",
    "*From:* Halden [mailto:help@halden.example]\n*Sent:* Monday, November 3, 2025\n*To:* Vera\n*Subject:* Grinder",
    "Date: Mon, 3 Nov 2025 09:15:00 +0100\nFrom: help@halden.example\nTo: vera@blum.example\nSubject: Grinder",
    "Von: Halden\nGesendet: Montag, 3. November 2025 09:15\nAn: Vera Blum\nBetreff: Mühle",
    "De : Halden [mailto:help@halden.example]\nEnvoyé : lundi 3 novembre 2025 09:15\nÀ : Vera\nObjet : Moulin",
    "De: Halden\nEnviado el: lunes, 3 de noviembre de 2025 9:15\nPara: Vera\nAsunto: Molino",
    "De: Halden\nEnviada em: segunda-feira, 3 de novembro de 2025 09:15\nPara: Vera\nAssunto: Moinho",
    "Da: Halden\nInviato: lunedì 3 novembre 2025 09:15\nA: Vera\nOggetto: Macinino",
    "Van: Halden\nVerzonden: maandag 3 november 2025 09:15\nAan: Vera\nOnderwerp: Molen",
    "Fra: Halden\nSendt: 3. november 2025 09:15\nTil: Vera\nEmne: Kvern",
    "Från: Halden\nSkickat: den 3 november 2025 09:15\nTill: Vera\nÄmne: Kvarn",
    "Lähettäjä: Halden\nLähetetty: maanantai 3. marraskuuta 2025\nVastaanottaja: Vera\nAihe: Mylly",
    "Od: Halden\nWysłano: poniedziałek, 3 listopada 2025 09:15\nDo: Vera\nTemat: Młynek",
    "Od: Halden\nOdesláno: pondělí 3. listopadu 2025 9:15\nKomu: Vera\nPředmět: Mlýnek",
    "Feladó: Halden\nElküldve: 2025. november 3., hétfő 9:15\nCímzett: Vera\nTárgy: Daráló",
    "От: Halden\nОтправлено: 3 ноября 2025 г. 9:15\nКому: Vera\nТема: Мельница",
    "Kimden: Halden\nGönderildi: 3 Kasım 2025 Pazartesi 09:15\nKime: Vera\nKonu: Değirmen",
    "Από: Halden\nΣτάλθηκε: Δευτέρα, 3 Νοεμβρίου 2025 9:15 πμ\nΠρος: Vera\nΘέμα: Μύλος",
    "发件人: Halden\n发送时间: 2025年11月3日 9:15\n收件人: Vera\n主题: 磨豆机",
    "差出人: Halden\n送信日時: 2025年11月3日 9:15\n宛先: Vera\n件名: ミル",
    "보낸 사람: Halden\n보낸 날짜: 2025년 11월 3일 월요일\n받는 사람: Vera\n제목: 그라인더",
    "-----Original Message-----",
    "----- Ursprüngliche Nachricht -----",
    "-------- Message d'origine --------",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "------------------ 原始邮件 ------------------",
    "-------- Исходное сообщение --------",
]


@pytest.mark.parametrize("attribution", [*ATTRIBUTIONS, *WRAPPED])
def test_an_attribution_and_the_quote_below_it_go(attribution: str) -> None:
    mail = f"The new burr fits.\n\n{attribution}\n\n> Please try the burr\n> we sent you.\n>\n> Halden\n"
    assert reply_from_text(mail) == "The new burr fits."


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_a_header_block_and_all_below_it_go(block: str) -> None:
    mail = f"The new burr fits.\n\nThank you!\n\n{block}\n\nPlease try the burr.\n\nKind words,\nHalden\n"
    assert reply_from_text(mail) == "The new burr fits.\n\nThank you!"


def test_an_unquoted_history_below_an_attribution_goes() -> None:
    mail = "It fits.\n\nOn Nov 3, 2025, at 9:15 AM, Halden <help@halden.example> wrote:\n\nPlease try.\n\nHalden"
    assert reply_from_text(mail) == "It fits."


def test_an_attribution_on_the_line_of_the_answer_goes() -> None:
    mail = "It fits. On Mon, Nov 3, 2025 at 9:15 AM, Halden <help@halden.example> wrote:\n> Please try."
    assert reply_from_text(mail) == "It fits."


def test_an_answer_below_the_quote_stays() -> None:
    mail = "On 11/03/2025 09:15 AM, Halden wrote:\n> Please try the burr.\n> Halden\n\nIt fits."
    assert reply_from_text(mail) == "It fits."


def test_answers_between_quoted_lines_keep_them() -> None:
    mail = (
        "Hello,\n\nOn 3 Nov 2025, Halden <help@halden.example> wrote:\n> Which model?\n\nThe H2.\n\n"
        "> Since when?\n\nSince Monday.\n\n> Regards\n> Halden\n"
    )
    reply = reply_from_text(mail)
    assert "> Which model?\n\nThe H2.\n\n> Since when?\n\nSince Monday." in reply
    assert "Regards" not in reply


def test_a_quoted_sentence_that_is_answered_stays() -> None:
    mail = "About this:\n\n> the burr is included\n\nIt was not in the box."
    assert reply_from_text(mail) == mail


def test_quoted_lines_at_the_end_go_without_an_attribution() -> None:
    assert reply_from_text("It fits.\n\n> Please try the burr.\n> Halden") == "It fits."


def test_a_quote_that_lost_its_mark_where_a_line_was_wrapped_is_still_a_quote() -> None:
    mail = (
        "It fits.\n\nOn 3 Nov 2025, Halden <help@halden.example> wrote:\n"
        "> Please try the burr that we sent you on Friday and tell us whether\nit fits\n> the H2.\n> Halden"
    )
    assert reply_from_text(mail) == "It fits."


def test_our_own_line_cuts_what_is_below_it() -> None:
    mail = f"It fits.\n\nOn Mon, Nov 3, 2025 at 9:15 AM Halden <help@halden.example> wrote:\n\n> {MARKER}\n>\n> Try it."
    assert reply_from_text(mail) == "It fits."


def test_our_own_line_is_known_in_every_language_we_send() -> None:
    mail = "Passt.\n\n##- Bitte schreiben Sie Ihre Antwort über diese Linie -##\nAlte Worte"
    assert reply_from_text(mail) == "Passt."


@pytest.mark.parametrize(
    "rule",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ---------",
        "-------- Пересылаемое сообщение --------",
    ],
)
def test_a_forwarded_message_is_the_content(rule: str) -> None:
    mail = (
        f"See below.\n\n{rule}\nFrom: Jan <jan@blum.example>\nDate: Mon, 3 Nov 2025 09:15\nTo: Vera\nSubject: x\n\nOld"
    )
    assert reply_from_text(mail) == mail


@pytest.mark.parametrize(
    "text",
    [
        "On Monday we opened the box.\nOn Tuesday it broke.",
        "Hello,\n\nOn our side:\n- the burr\n- the hopper\n\nRegards",
        "I called on 3 May and your colleague said:\n\nit is covered.",
        "Journey:\n\nFrom: Bergen\nTo: Oslo\nDate: 3 May 2025 10:00\n\nThree machines on board.",
        "2025-11-03 09:15:00 ERROR pump <pump@h2>:\n  stalled\n\nThat is the log.",
        "Dates that suit me:\n\n2025-11-03 14:30\n03.11.2025 14:30\nNov 3, 2025 at 14:30\n\nTell me which.",
        "## Steps\n----\n\n1. Open the hopper.\n2. Listen.\n\n----\n\nThe lines above are only drawn.",
        "The notice was sent from my iPhone app.\n\nAll is well.",
        "Subject: the grinder\nModel: H2\nSerial: 4711",
        "Prices > 100 EUR are too high.\n5 > 3 and that is that.",
        ">>> import grinder\nThat is what I typed.",
    ],
)
def test_a_text_without_a_quote_stays_as_it_is(text: str) -> None:
    assert reply_from_text(text) == text


@pytest.mark.parametrize(
    "text", ["> only a quote\n> and nothing else", "-- \nVera", "On 3 May 2025, Jan wrote:\n> hi", ""]
)
def test_what_is_all_quote_or_signature_is_given_whole(text: str) -> None:
    assert reply_from_text(text) == text


def test_ten_thousand_quoted_levels_are_read_in_time() -> None:
    mail = "It fits.\n\n" + "\n".join(">" * (i % 500) + " On 3 Nov 2025, Jan wrote:" for i in range(10_000))
    assert reply_from_text(mail).startswith("It fits.")
