"""Settings that somebody opened before an article was checked or archived are not written over what was done since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import ChangedMeanwhile
from accounts.models import User
from knowledgebase.models import Article
from knowledgebase.operations.settling import Settings, archive, bring_back, settle_article, verify
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db

DONE: dict[str, Callable[[Article, User], Article]] = {
    "checked": lambda article, by: verify(article, by=by, again=timezone.localdate() + timedelta(days=90)),
    "archived": lambda article, by: archive(article, by=by),
    "brought back": lambda article, by: bring_back(archive(article, by=by), by=by),
}


@pytest.mark.parametrize("what", DONE)
def test_settings_opened_before_it_are_refused_by_name(admin: User, agent: User, what: str) -> None:
    article = make_article(by=admin).article
    seen = article.version
    after = DONE[what](article, agent)
    with pytest.raises(ChangedMeanwhile, match=str(agent)):
        settle_article(article, Settings(article.category, owner=agent), by=admin, seen=seen)
    assert settle_article(article, Settings(article.category, owner=agent), by=admin, seen=after.version).owner == agent
