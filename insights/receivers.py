"""What is made of news from the apps below."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from insights.operations.doubting import hear_flag
from knowledgebase.models import ArticleFlag
from knowledgebase.signals import article_flagged


@receiver(article_flagged)
def doubt_what_was_flagged(flag: ArticleFlag, **_: Any) -> None:
    hear_flag(flag)
