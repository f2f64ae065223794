"""Articles and questions whose answers are known: ours for an invented bookkeeping program, and Halden's demonstration.

`articles.txt` and `questions.txt` were written by hand for this; a question of “-” has no answer among the articles.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "helpdesk" / "demo" / "articles" / "en"
NO_ANSWER = "-"

Article = tuple[str, str, str]


def articles() -> list[Article]:
    """Return key, title and body of every article."""
    found = []
    for block in re.split(r"^# ", (HERE / "articles.txt").read_text(), flags=re.MULTILINE)[1:]:
        head, body = block.split("\n", 1)
        key, title = head.split(": ", 1)
        found.append((key, title, body.strip()))
    for path in sorted(DEMO.glob("*.md")):
        _, head, body = path.read_text().split("---\n", 2)
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        found.append((f"h/{path.stem}", fields["title"], f"{fields.get('summary', '')}\n\n{body}"))
    return found


def questions() -> list[tuple[str, str]]:
    """Return the key of the right article and the question, for every question."""
    lines = (HERE / "questions.txt").read_text().splitlines()
    return [(key, question) for key, question in (line.split(": ", 1) for line in lines)]
