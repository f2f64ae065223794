"""Make the beginning of an article of an answer that solved a question."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotNow
from community.events import record
from community.models import Post, PostArticle
from community.operations.locking import lock_post
from community.permissions import Power, require
from community.redacting import without_files
from community.standing import Standing
from helpdesk.lib.personal import without_personal
from knowledgebase.models import Category
from knowledgebase.operations.drafting import create_article
from knowledgebase.operations.writing import Text


@transaction.atomic
def promote_answer(post: Post, *, to: Category, by: User) -> PostArticle:
    """Begin an article with an accepted answer, in one step; names and numbers taken out, a reviewer still decides.

    An answer makes one article: asked again, that one is returned. Raises NotAllowed, NotNow.
    """
    require(Standing.of(by), Power.TAKE_UP)
    post = lock_post(post)
    if found := PostArticle.objects.filter(post=post).select_related("article").first():
        return found
    if post.accepted_at is None or post.removed_at is not None:
        raise NotNow("Only an answer that solved the question becomes an article.")
    names = [user.name for user in (post.author, post.topic.author) if user and user.name]
    texts = (post.topic.title, without_files(post.body))
    title, body = (without_personal(text, names=names) for text in texts)
    keywords = ", ".join(tag.replace("-", " ") for tag in post.topic.tags)
    draft = create_article(
        by=by,
        category=to,
        locale=post.topic.locale,
        text=Text(title=title.rstrip("?"), keywords=keywords, body=body),
    )
    made = PostArticle.objects.create(
        post=post, article=draft.translation.article, edits=post.edits, by=by, created_at=timezone.now()
    )
    record("promoted", by=by, post=post, article=made.article_id)
    return made
