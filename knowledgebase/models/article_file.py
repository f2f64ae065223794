from __future__ import annotations

import secrets
from urllib.parse import quote

from django.conf import settings
from django.db import models

from helpdesk.lib.html.article import FILES
from helpdesk.lib.sniffing import PICTURES
from knowledgebase.audience import Audience, Reader
from knowledgebase.models.article import Article


def new_token() -> str:
    """Return 192 random bits: a file's address cannot be guessed."""
    return secrets.token_urlsafe(24)


def storage_path(file: ArticleFile, _name: str) -> str:
    """Store under the token alone: an uploaded name never touches the disk."""
    return f"articles/{file.token[:2]}/{file.token}"


class ArticleFileQuerySet(models.QuerySet["ArticleFile"]):
    def visible_to(self, user: Reader) -> ArticleFileQuerySet:
        """Files of the articles this person may read."""
        if Audience.of(user).writes:
            return self
        return self.filter(article__in=Article.objects.visible_to(user))


class ArticleFile(models.Model):
    """A picture or file of an article; its text names it by address."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="files")
    file = models.FileField(upload_to=storage_path, max_length=100)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.PositiveBigIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArticleFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it is handed out, to whoever may read the article."""
        return f"{FILES}{self.token}/{quote(self.name)}"

    @property
    def is_picture(self) -> bool:
        return self.content_type in PICTURES

    @property
    def markdown(self) -> str:
        """What a text says to show or link it."""
        return f"{'!' if self.is_picture else ''}[{self.name.rpartition('.')[0] or self.name}]({self.address})"
