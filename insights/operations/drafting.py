"""Draft an article that answers a question, from the best answers it was given."""

from __future__ import annotations

from accounts.models import User
from insights.answers import BestAnswer, best_answers
from insights.errors import QuestionError
from insights.models import Asking, Question
from insights.operations.deciding import require_deciding, say_answer
from insights.questions.wording import LONGEST
from knowledgebase.models import Category, Revision
from knowledgebase.operations.drafting import create_article
from knowledgebase.operations.writing import Text


def draft_article(question: Question, *, by: User, category: Category, locale: str) -> Revision:
    """Begin an article in a category with the best answers as its text, and let it answer the question.

    Raises PermissionDenied for those who may not write there, NotYours for those who may not decide about questions.
    """
    require_deciding(by)
    askings = Asking.objects.filter(question__in=family(question))
    answers = best_answers(askings, by=by)
    if not answers:
        raise QuestionError("No ticket with this question was solved with an answer yet.")
    draft = create_article(
        by=by,
        category=category,
        locale=locale,
        text=Text(title=question.wording[:LONGEST], keywords="", body=_body(answers)),
    )
    say_answer(question, article=draft.translation.article, by=by)
    return draft


def family(question: Question) -> list[int]:
    """Return the keys of a question and of those that were put into it."""
    return [question.pk, *Question.objects.filter(part_of=question).values_list("pk", flat=True)]


def _body(answers: list[BestAnswer]) -> str:
    first, *others = answers
    if not others:
        return first.text
    return "\n\n".join([first.text, "## More on this", *(answer.text for answer in others)])
