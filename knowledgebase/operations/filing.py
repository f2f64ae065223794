"""Keep the pictures and files of an article."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from knowledgebase.errors import ArticleError
from knowledgebase.events import record
from knowledgebase.models import Article, ArticleFile
from knowledgebase.permissions import require_write

MOST = 200


@transaction.atomic
def add_file(article: Article, *, by: User, name: str, content_type: str, content: bytes) -> ArticleFile:
    """Store a file under an unguessable name; the text names it by `ArticleFile.markdown`."""
    article = Article.objects.select_for_update(of=("self",)).select_related("category").get(pk=article.pk)
    require_write(by, article.category)
    if article.files.count() >= MOST:
        raise ArticleError(f"An article has at most {MOST} files. Remove some first.")
    file = ArticleFile(
        article=article,
        uploaded_by=by,
        name=_named(name),
        content_type=content_type[:127],
        size=len(content),
    )
    file.file.save(file.name, ContentFile(content), save=False)
    file.save()
    record(article, "file_added", by=by, name=file.name)
    return file


@transaction.atomic
def remove_file(file: ArticleFile, *, by: User) -> None:
    """Take a file off an article, and off the disk once that is certain; texts that name it show its words only."""
    article = Article.objects.select_for_update(of=("self",)).select_related("category").get(pk=file.article_id)
    require_write(by, article.category)
    record(article, "file_removed", by=by, name=file.name)
    storage, stored = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(stored))


def _named(name: str) -> str:
    """Return a name that can stand in an address and in Markdown."""
    kept = "".join("_" if sign in '/\\[]()<>"#?%&\x00\r\n' or not sign.isprintable() else sign for sign in name).strip()
    return kept[:255] or "file"
