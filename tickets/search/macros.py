"""The family of macros in the one search: those an agent may use, by their names and what they write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db.models import QuerySet

from knowledgebase.audience import Reader
from knowledgebase.search import Document, Family, Shown, forget, index
from tickets.models import Macro

KEY = "macro"


def document(macro: Macro) -> Document:
    """Return a macro as search takes it. Its texts are taken to be in the help centre's first language."""
    texts = (str(item.get("params", {}).get("text", "")) for item in macro.actions)
    return Document(KEY, macro.pk, settings.KNOWLEDGE_LOCALES[0], macro.name, body="\n".join(filter(None, texts)))


def index_macro(macro: Macro) -> None:
    """Make a macro findable as it is now, or unfindable."""
    if macro.retired_at is None:
        index([document(macro)])
    else:
        forget(KEY, [macro.pk])


def _visible(user: Reader) -> QuerySet[Macro]:
    return Macro.objects.visible_to(user)


def _shown(rows: QuerySet[Macro]) -> Mapping[int, Shown]:
    return {macro.pk: Shown(macro, macro.name, (KEY, macro.pk)) for macro in rows}


def _documents() -> Iterator[Document]:
    yield from map(document, Macro.objects.filter(retired_at=None).order_by("pk").iterator(chunk_size=500))


MACROS = Family(KEY, "Macros", visible=_visible, shown=_shown, documents=_documents, few=True)
