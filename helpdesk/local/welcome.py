"""Say where everything is once it runs."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping

TEXT = """
  The help desk is ready.

    Help centre   http://localhost:{PORT}/
    Workspace     http://localhost:{PORT}/agent/
    A shop        http://localhost:{SHOP_PORT}/   a site of Halden with the chat on it
    API           http://localhost:{PORT}/api/v1/docs/

    Sign in with password halden-demo as
      ana@halden.example     an agent
      emil@halden.example    a light agent, who reads and writes notes
      priya@halden.example   the administrator
      maya@cafenorr.example  a customer

    Send a mail to it, with swaks or with Python:
      swaks --server localhost:{SMTP_PORT} --from maya@cafenorr.example \
--to support@halden.example --header 'Subject: The grinder is stuck' --body 'It hums and stops.'
      python3 -c "import smtplib; smtplib.SMTP('localhost', {SMTP_PORT}).sendmail(\
'maya@cafenorr.example', 'support@halden.example', \
'From: maya@cafenorr.example\\nTo: support@halden.example\\n\
Subject: The grinder is stuck\\n\\nIt hums and stops.')"

    Ctrl-C stops it and keeps the data in {data}
"""


def welcome(ports: Mapping[str, int], data: str) -> str:
    """Return the text with this copy's addresses."""
    return TEXT.format(**ports, data=data)


def is_ready(ports: Mapping[str, int]) -> bool:
    """Tell whether pages, sockets and mail all answer."""
    return all(map(_port_answers, ports.values())) and _page_answers(ports["PORT"])


def _page_answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/health/live/", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _port_answers(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0
