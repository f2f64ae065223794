"""Suggest articles to somebody who asks us, and keep that it was done. The few of the holdout get none."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists
from django.utils.safestring import SafeString

from helpdesk.lib.limits import allow
from knowledgebase.audience import Reader
from knowledgebase.models import HelpCentre, Translation, Visit
from knowledgebase.operations.visits import record_visit
from knowledgebase.search import suggest
from knowledgebase.visitors import Visitor

MOST = 3
# Fewer words are no question yet.
FEWEST_WORDS = 3
# Suggested again while somebody goes on typing is suggested once.
AGAIN = 30 * 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article that likely answers a text, and the part of it that does."""

    translation: Translation
    snippet: SafeString

    @property
    def title(self) -> str:
        revision = self.translation.current_revision
        return revision.title if revision else ""


def suggest_to(
    visitor: Visitor,
    text: str,
    *,
    reader: Reader,
    locale: str,
    place: Visit.Place,
    centre: HelpCentre,
    counted: bool = True,
) -> list[Suggestion]:
    """Return what to suggest to this visitor. `counted` false leaves no trace, for those who mind."""
    if len(text.split()) < FEWEST_WORDS:
        return []
    found = [Suggestion(one.row, one.snippet) for one in suggest(text, user=reader, locale=locale, limit=MOST)]
    held = visitor.held_out(centre.holdout_percent)
    for one in found if counted else ():
        # Those of the holdout are kept too: what they do is what the others are compared with.
        if allow("suggested", f"{visitor.key}:{one.translation.pk}", limit=1, seconds=AGAIN):
            record_visit(
                visitor,
                Visit.Kind.SUGGESTED,
                translation=one.translation,
                place=place,
                locale=locale,
                query=text,
                holdout=held,
            )
    return [] if held else found


def answers_in_widget() -> bool:
    """Tell whether the chat widget offers answers: it is switched on, and there are any."""
    centre = HelpCentre.objects.filter(suggests_in_widget=True)
    return centre.filter(Exists(Translation.objects.published().searchable())).exists()
