"""Lock the article first: every verb about any of its texts waits for the one before. Categories come before it."""

from __future__ import annotations

from knowledgebase.errors import NotNow
from knowledgebase.models import Article, Category, Revision, Translation


def lock_article(article: Article) -> Article:
    return Article.objects.select_for_update(of=("self",)).select_related("category").get(pk=article.pk)


def lock_category(category: Category) -> Category:
    """Lock the category an article is put in, before the article: what it allows stays until the article stands there.

    Whoever narrows a category locks in the same order, and hands down to every article it then finds.
    """
    found = Category.objects.select_for_update(no_key=True).filter(pk=category.pk).first()
    if found is None:
        raise NotNow("This category was removed meanwhile. Choose another one.")
    return found


def lock_translation(translation: Translation) -> Translation:
    """Lock the article and return its text as it is now."""
    article = lock_article(Article(pk=translation.article_id))
    fresh = Translation.objects.select_related("current_revision").get(pk=translation.pk)
    fresh.article = article
    return fresh


def lock_revision(revision: Revision) -> Revision:
    """Lock the article and return the revision as it is now."""
    translation = lock_translation(Translation.objects.get(pk=revision.translation_id))
    fresh = Revision.objects.select_related("edited_by", "creator").get(pk=revision.pk)
    fresh.translation = translation
    return fresh
