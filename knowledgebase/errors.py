"""What can go wrong with an article, in words a person may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.lib.refusal import Refusal

if TYPE_CHECKING:
    from knowledgebase.models import Revision


class ArticleError(Refusal):
    """Base of refusals by the knowledge base; its text is shown to whoever asked."""


class NotAllowed(ArticleError):
    status = 403

    def __init__(self, text: str = "You may read this article but not change it.") -> None:
        super().__init__(text)


class SavedMeanwhile(ArticleError):
    """Somebody saved since the writer looked; `theirs` is the text as it stands now."""

    status = 409

    def __init__(self, theirs: Revision) -> None:
        self.theirs = theirs
        super().__init__(
            f"{theirs.edited_by or 'Somebody'} saved another text meanwhile, so yours was not saved. "
            "Both are here: put together what should stay, then save again."
        )


class ChangedSinceSeen(ArticleError):
    """Somebody wrote on after whoever decides had read the text."""

    status = 409

    def __init__(self, theirs: Revision) -> None:
        super().__init__(
            f"{theirs.edited_by or 'Somebody'} changed this text after you opened it, so nothing was decided. "
            "Read it as it is now, then decide."
        )


class NotNow(ArticleError):
    """The text is not in a state in which that can be done."""

    status = 409


class Incomplete(ArticleError):
    """The text lacks something a reader needs; `problems` holds one sentence for each."""

    status = 422

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))
