"""Write articles as the files an import reads."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from knowledgebase.exchange.front_matter import write_sheet
from knowledgebase.models import Article, Translation


def exported(user: User) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every text readers see that this person may read."""
    texts = Translation.objects.published().visible_to(user).searchable()
    texts = texts.select_related("current_revision", "article__category").prefetch_related("article__related")
    for text in texts.order_by("article_id", "pk"):
        revision, article = text.current_revision, text.article
        assert revision is not None
        key = known_by(article)
        values = {
            "key": key,
            "title": revision.title,
            "slug": text.slug,
            "category": article.category.slug,
            "kind": article.kind,
            "visibility": article.visibility if article.visibility != "organizations" else "internal",
            "summary": revision.summary,
            "keywords": revision.keywords,
            "related": ", ".join(known_by(other) for other in article.related.all()),
        }
        yield f"{text.locale}/{key}.md", write_sheet(values, revision.body)


def known_by(article: Article) -> str:
    """Return what an article is called among files."""
    return article.key or f"article-{article.pk}"
