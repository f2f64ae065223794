"""Words by which mail programs introduce old messages, by language.

Collected from what the programs themselves write: Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, Lotus Notes, and
their national versions. Adding a language is adding its words here; nothing else knows about languages.
"""

# ruff: noqa: E501 - tables of words read better as they are
from __future__ import annotations

# "… wrote:", as it stands at the end or in the middle of an attribution line.
WROTE = {
    "en": ("wrote", "writes", "said", "says", "sent", "has written", "shared this with you"),
    "de": ("schrieb", "schrieben sie", "schreibt", "geschrieben", "hat geschrieben", "schriebst du"),
    "fr": ("a écrit", "a ecrit", "écrit", "ecrit", "nous a dit", "a envoyé"),
    "es": ("escribió", "escribio", "ha escrito", "escribe", "escribía"),
    "pt": ("escreveu", "escreve", "escreveu o seguinte"),
    "it": ("ha scritto", "scritto", "scrive", "scrisse"),
    "nl": ("schreef", "het volgende geschreven", "geschreven", "schrijft"),
    "sv": ("skrev", "skriver", "skrev följande"),
    "nn": ("skreiv",),
    "fi": ("kirjoitti", "kirjoittaa"),
    "is": ("skrifaði",),
    "pl": ("napisał(a)", "napisał", "napisała", "napisal", "napisala", "pisze", "pisał"),
    "cs": ("napsal(a)", "napsal", "napsala", "napsal/a"),
    "sk": ("napísal(a)", "napísal", "napísala", "napisal(a)"),
    "hu": ("ezt írta", "írta", "írta a következőt", "a következőt írta"),
    "ro": ("a scris", "scris", "a trimis"),
    "ru": ("написал(а)", "написал", "написала", "пишет", "писал", "писал(а)", "писала", "вы писали"),
    "uk": ("написав", "написала", "пише", "написав(-ла)", "написав(ла)"),
    "bg": ("написа", "пише"),
    "hr": ("napisao je", "je napisao", "je napisala", "napisao", "napisala", "napisao/la", "je napisao/la"),
    "sr": ("је написао", "је написао/ла", "написао", "написала"),
    "sl": ("je napisal", "je napisala", "napisal"),
    "et": ("kirjutas", "kirjutas järgmist"),
    "lv": ("rakstīja", "raksta"),
    "lt": ("rašė", "parašė"),
    "el": ("έγραψε", "έγραψαν", "εγραψε"),
    "tr": ("yazdı", "şunu yazdı", "tarihinde şunu yazdı", "şunları yazdı"),
    "he": ("כתב", "כתבה", "כתב/ה", "\u200fכתב", "מאת"),
    "ar": ("كتب", "كتبت", "كتب ما يلي"),
    "fa": ("نوشت",),
    "hi": ("ने लिखा",),
    "zh": ("写道", "寫道", "写到", "来信", "撰寫", "的来信"),
    "ja": ("のメール", "のメッセージ", "書きました", "さんは書きました", "書き込み", "が書きました"),
    "ko": ("작성", "님이 작성", "썼습니다", "쓰셨습니다", "님의 말"),
    "vi": ("đã viết", "viết"),
    "th": ("เขียน", "เขียนว่า"),
    "id": ("menulis", "tulis"),
    "ca": ("va escriure", "ha escrit", "escriví"),
    "gl": ("escribiu",),
    "eu": ("idatzi du", "idatzi zuen"),
}

# How an attribution line begins, before the date.
OPENERS = (
    "On", "At", "In message", "Quoting", "Am", "Den", "Le", "El", "Il", "Il giorno", "In data", "Em", "Op", "På", "Pa",
    "W dniu", "Dnia", "Dne", "Dňa", "Dna", "V", "Pe", "Στις", "Την", "Τη", "Το", "La", "Pe data de", "В", "Во", "У", "На",
    "Ngày", "Vào", "Pada", "Tarihinde", "Kl", "Dana", "U", "Zat", "Lun", "Op", "בתאריך", "ב-", "ביום", "في", "بتاريخ",
    "در", "在", "于", "Kuupäeval", "Dňa", "Datum", "Data", "El dia", "El día", "O", "Vuonna", "Þann", "Dana", "Dne",
    "ons", "tor", "fre", "lør", "lör", "søn", "sön", "man", "mån", "tir", "tis", "Ar",
)  # fmt: skip

# Labels of the header block that Outlook and others put above the old message.
FROM = (
    "From", "Von", "De", "Da", "Van", "Fra", "Från", "Lähettäjä", "Od", "Odesílatel", "Odosielateľ", "Feladó", "Küldő",
    "Expéditeur", "Remitente", "Mittente", "Afzender", "Avsändare", "Afsender", "Avsender", "Nadawca", "От", "От кого",
    "Від", "Від кого", "Gönderen", "Kimden", "Από", "מאת", "من", "از", "发件人", "寄件者", "寄件人", "差出人", "送信者",
    "보낸 사람", "보낸사람", "보낸이", "จาก", "Từ", "Người gửi", "Dari", "Frá", "Nuo", "Saatja", "Kellelt", "No", "De la",
    "Expeditor", "Pošiljatelj", "Šalje", "Absender", "Sender", "Remetente",
)  # fmt: skip
DATE = (
    "Sent", "Date", "Gesendet", "Datum", "Envoyé", "Envoyée", "Envoyé le", "Enviado", "Enviado el", "Enviado em", "Enviada em",
    "Enviada", "Enviat", "Fecha", "Data", "Inviato", "Data invio", "Verzonden", "Sendt", "Dato", "Skickat", "Lähetetty",
    "Päivämäärä", "Wysłano", "Wysłane", "Odesláno", "Odoslané", "Dátum", "Elküldve", "Küldve", "Küldés dátuma", "Trimis",
    "Отправлено", "Дата", "Дата отправки", "Надіслано", "Изпратено", "Gönderildi", "Gönderme Tarihi", "Gönderilme Tarihi",
    "Tarih", "Στάλθηκε", "Ημερομηνία", "נשלח", "תאריך", "تاريخ الإرسال", "التاريخ", "تم الإرسال", "发送时间", "日期", "時間",
    "傳送日期", "寄件日期", "已发送", "发送日期", "送信日時", "日付", "日時", "보낸 날짜", "날짜", "보낸 시간", "ส่ง", "วันที่",
    "Ngày", "Đã gửi", "Dikirim", "Tanggal", "Poslano", "Poslato", "Slano", "Išsiųsta", "Saadetud", "Kuupäev", "Nosūtīts",
    "Sent on", "Sent at", "Sendedatum", "Gesendet am", "Sendetidspunkt", "Sent Date", "Le", "Dags",
)  # fmt: skip
TO = (
    "To", "An", "À", "A", "Para", "Aan", "Til", "Till", "Vastaanottaja", "Do", "Komu", "Címzett", "Către", "Catre", "Кому",
    "Получатель", "До", "Kime", "Alıcı", "Προς", "אל", "إلى", "الى", "به", "收件人", "收件者", "宛先", "받는 사람", "받는사람",
    "받는이", "수신", "ถึง", "Đến", "Tới", "Kepada", "Kam", "Kellele", "Prima", "Za", "Destinataire", "Destinatario",
    "Destinatarios", "Destinatário", "Empfänger", "Ontvanger", "Mottagare", "Modtager", "Per", "Adresat", "Ke", "Untuk",
)  # fmt: skip
CC = (
    "Cc", "CC", "Bcc", "Kopie", "Kopia", "Kopi", "Copie", "Copie à", "Копия", "Копія", "Копие", "Bilgi", "Κοιν.", "Κοινοποίηση",
    "עותק", "نسخة", "抄送", "副本", "参照", "참조", "สำเนา", "Kópia", "Másolatot kap", "Másolat", "Kopio", "DW", "UDW", "Koopia",
    "Reply-To", "Antwort an", "Répondre à", "Responder a", "Beantwoorden", "回复", "返信先", "Attachments", "Anlagen", "Importance",
    "Wichtigkeit", "Priority", "Importancia", "Importance ", "Organization", "Mailing list", "Wichtig", "Priorité", "Pièces jointes",
)  # fmt: skip
SUBJECT = (
    "Subject", "Betreff", "Objet", "Asunto", "Assunto", "Oggetto", "Onderwerp", "Emne", "Ämne", "Aihe", "Temat", "Předmět",
    "Věc", "Predmet", "Tárgy", "Subiect", "Тема", "Относно", "Konu", "Θέμα", "נושא", "הנדון", "الموضوع", "موضوع", "主题",
    "主旨", "主題", "件名", "제목", "เรื่อง", "Chủ đề", "Tiêu đề", "Subjek", "Perihal", "Tēma", "Temats", "Tema", "Teema", "Efni",
    "Assumpte", "Gaia", "Zadeva", "Naslov", "Betrifft", "Sujet", "Re",
)  # fmt: skip

ORIGINAL_MESSAGE = (
    "Original", "Original Message", "Original message", "Original E-mail", "Original Email", "Original Mail", "Reply Message",
    "Reply message", "Originalnachricht", "Original-Nachricht", "Ursprüngliche Nachricht", "Ursprüngliche E-Mail",
    "Ursprüngliche Mail", "Originalmail", "Originalmeddelelse", "Antwort Nachricht", "Message d'origine", "Message d’origine",
    "Message original", "Message initial", "Mail original", "Courriel d'origine", "E-mail d'origine", "Mensaje original",
    "Mensaje Original", "Correo original", "Mensagem original", "Mensagem Original", "Messaggio originale", "Messaggio Originale",
    "Messaggio Iniziale", "Oorspronkelijk bericht", "Origineel bericht", "Oorspronkelijke bericht", "Origineel e-mail",
    "Oprindelig meddelelse", "Original meddelelse", "Oprindelig besked", "Original besked", "Opprinnelig melding",
    "Original melding", "Ursprungligt meddelande", "Originalmeddelande", "Alkuperäinen viesti", "Alkuperäinen sähköpostiviesti",
    "Wiadomość oryginalna", "Oryginalna wiadomość", "Oryginalny komunikat", "Původní zpráva", "Původní e-mail", "Pôvodná správa",
    "Eredeti üzenet", "Mesaj original", "Mesajul original", "Mesaj inițial", "Исходное сообщение", "Исходное письмо",
    "Оригинальное сообщение", "Оригінальне повідомлення", "Вихідне повідомлення", "Оригинално съобщение", "Özgün ileti",
    "Özgün İleti", "Orijinal ileti", "Orijinal İleti", "Orijinal mesaj", "Orijinal Mesaj", "Αρχικό μήνυμα", "Πρωτότυπο μήνυμα",
    "הודעה מקורית", "הודעה מקורית:", "الرسالة الأصلية", "رسالة أصلية", "پیام اصلی", "原始邮件", "原始郵件", "原邮件", "原始訊息",
    "原始信息", "原郵件", "オリジナルメッセージ", "オリジナル メッセージ", "元のメッセージ", "元のメール", "원본 메시지", "원본 메일",
    "원본 이메일", "원본메시지", "ข้อความต้นฉบับ", "ข้อความดั้งเดิม", "Tin nhắn gốc", "Thư gốc", "Pesan asli", "Pesan Asli",
    "Izvorna poruka", "Originalna poruka", "Izvirno sporočilo", "Originaal sõnum", "Algne kiri", "Algne sõnum",
    "Oriģinālais ziņojums", "Sākotnējais ziņojums", "Originalus laiškas", "Pradinis laiškas", "Missatge original",
    "Jatorrizko mezua", "Upprunaleg skilaboð", "Original Appointment", "Ursprünglicher Termin",
)  # fmt: skip

FORWARDED_MESSAGE = (
    "Forwarded message", "Forwarded Message", "Forwarded mail", "Forwarded email", "Begin forwarded message",
    "Start of forwarded message", "Begin forwarded text", "Begin included message", "Weitergeleitete Nachricht", "Weitergeleitete Mail", "Weitergeleitete E-Mail",
    "Anfang der weitergeleiteten Nachricht", "Anfang der weitergeleiteten E-Mail", "Message transféré", "Message transmis",
    "Message réexpédié", "Début du message réexpédié", "Début du message transféré", "E-mail transféré", "Mensaje reenviado",
    "Inicio del mensaje reenviado", "Mensagem encaminhada", "Mensagem reencaminhada", "Início da mensagem encaminhada",
    "Início da mensagem reencaminhada", "Messaggio inoltrato", "Inizio messaggio inoltrato", "Doorgestuurd bericht",
    "Begin doorgestuurd bericht", "Vidarebefordrat meddelande", "Vidarebefordrat brev", "Vidarebefordrat mail", "Videresendt melding",
    "Videresendt meddelelse", "Videresendt besked", "Videresend melding", "Start på videresendt besked", "Päättyy välitetty viesti",
    "Edelleenlähetetty viesti", "Välitetty viesti", "Alkaa välitetty viesti", "Przekazana wiadomość", "Wiadomość przekazana dalej",
    "Treść przekazanej wiadomości", "Początek przekazywanej wiadomości", "Přeposlaná zpráva", "Přeposlaný e-mail",
    "Předaná zpráva", "Preposlaná správa", "Továbbított üzenet", "Továbbított levél", "Mesaj redirecționat", "Mesaj redirecţionat",
    "Mesaj transmis", "Пересланное сообщение", "Пересылаемое сообщение", "Пересылаемое письмо", "Начало переадресованного сообщения",
    "Переслане повідомлення", "Пересилане повідомлення", "Препратено съобщение", "İletilen ileti", "Yönlendirilen ileti",
    "Yönlendirilmiş ileti", "İletilmiş ileti", "Προωθημένο μήνυμα", "Προωθούμενο μήνυμα", "הודעה שהועברה", "رسالة معاد توجيهها",
    "الرسالة المعاد توجيهها", "转发的邮件", "转发邮件", "转发邮件信息", "轉寄的郵件", "轉寄郵件", "以下是轉寄的郵件", "転送メッセージ",
    "転送されたメッセージ", "전달된 메시지", "전달된 메일", "전달된 이메일", "ข้อความที่ส่งต่อ", "Thư được chuyển tiếp", "Pesan terusan",
    "Pesan yang diteruskan", "Proslijeđena poruka", "Prosleđena poruka", "Posredovano sporočilo", "Edastatud kiri",
    "Pārsūtīta ziņa", "Persiųstas laiškas", "Missatge reenviat", "Birbidalitako mezua", "Áframsend skilaboð",
)  # fmt: skip
