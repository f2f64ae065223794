"""Say what went wrong with a mail server in words an administrator can act on.

Never the server's greeting or the text of a failed login: the first would tell what runs at an address somebody
typed into a form, the second may repeat the password.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl

from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from channels_inbox.adapters.email.transport.connecting import ForbiddenHost
from channels_inbox.adapters.email.transport.imap_client import FolderClosed
from channels_inbox.adapters.email.transport.servers import Server

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def words(error: Exception, server: Server) -> str:
    """Return one or two sentences about a failure to use a server."""
    place = f"{server.host}:{server.port}"
    match error:
        case ForbiddenHost():
            return f"{place} cannot be used as a mail server."
        case socket.gaierror():
            return f"The mail server's name {server.host} was not found."
        case ssl.SSLCertVerificationError():
            return f"The certificate of {place} could not be verified, so nothing was sent to it."
        case ssl.SSLError():
            return f"No encrypted connection to {place} was possible. Check the port and the kind of encryption."
        case smtplib.SMTPAuthenticationError() | LoginError():
            return f"{place} did not accept the user name and password."
        case smtplib.SMTPNotSupportedError() | CapabilityError():
            return f"{place} does not offer the encryption or the sign-in that is set here, so it was not used."
        case TimeoutError():
            return f"{place} did not answer in time."
        case ConnectionRefusedError():
            return f"{place} refused the connection. Check the port, and that the server runs."
        case FolderClosed():
            return f"{place} does not open the folder {error}."
        case smtplib.SMTPServerDisconnected() | IMAPClientAbortError() | ConnectionError() | EOFError():
            return f"{place} closed the connection."
        case smtplib.SMTPException() | IMAPClientError():
            return f"{place} answered in an unexpected way."
        case OSError():
            return f"{place} could not be reached."
    return f"Something went wrong while talking to {place} ({type(error).__name__})."


def reason(code: int, reply: bytes) -> str:
    """Return what a server said about one recipient or letter, on one line."""
    text = _CONTROLS.sub(" ", reply.decode("utf-8", "replace")).strip()
    return f"{code} {text}"[:300]
