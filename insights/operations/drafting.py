"""Draft an article that answers a question, from the best answers it was given."""

from __future__ import annotations

from django.db.models import F

from accounts.models import User
from insights.answers import BestAnswer, best_answers
from insights.errors import QuestionError
from insights.models import Asking, Question
from insights.operations.changing import changing_questions
from insights.operations.deciding import answer_with, as_it_is, require_deciding
from insights.questions.wording import LONGEST
from knowledgebase.models import Category, Revision, Translation
from knowledgebase.operations.drafting import create_article
from knowledgebase.operations.writing import Text


def draft_article(question: Question, *, by: User, category: Category, locale: str) -> Revision:
    """Begin an article in a category with the best answers as its text, and let it answer the question.

    Asked twice, it is begun once: then what is begun already is returned.

    Raises PermissionDenied for those who may not write there, NotYours for those who may not decide about questions.
    """
    require_deciding(by)
    with changing_questions() as state:
        question = as_it_is(question)
        if (begun := _begun(question)) is not None:
            return begun
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
        answer_with(question, draft.translation.article, state, by=by)
        return draft


def _begun(question: Question) -> Revision | None:
    """Return what is being written for a question already, as long as nobody reads it yet."""
    if question.article_by_id is None or question.article_id is None:
        return None
    texts = Translation.objects.filter(article=question.article_id, article__archived_at=None)
    if texts.exclude(current_revision=None).exists():
        return None
    newest = Revision.objects.filter(
        translation__in=texts, translation__locale=F("translation__article__source_locale")
    )
    return newest.select_related("translation__article").order_by("-number").first()


def family(question: Question) -> list[int]:
    """Return the keys of a question and of those that were put into it."""
    return [question.pk, *Question.objects.filter(part_of=question).values_list("pk", flat=True)]


def _body(answers: list[BestAnswer]) -> str:
    first, *others = answers
    if not others:
        return first.text
    return "\n\n".join([first.text, "## More on this", *(answer.text for answer in others)])
