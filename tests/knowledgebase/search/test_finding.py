import pytest
from django.contrib.auth.models import AnonymousUser

from knowledgebase.search import search
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db


def test_a_question_finds_the_article_that_answers_it() -> None:
    right = make_article("Reset your password", "Choose **Forgotten password** and type your address.")
    make_article("Descale the machine", "Mix the powder with water.")
    found = search(AnonymousUser(), "I forgot my password, what now?", locale="en")
    assert found.results[0].row == right
    assert "<mark>password</mark>" in found.results[0].title
