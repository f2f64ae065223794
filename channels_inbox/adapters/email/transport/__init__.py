"""How mail gets in: SMTP and LMTP from a mail server, IMAP from a mailbox. Raw bytes only; nothing is read here."""
