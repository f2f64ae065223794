from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.post import Post
from community.standing import Standing
from helpdesk.lib.html.article import POST_FILES
from helpdesk.lib.sniffing import PICTURES
from knowledgebase.audience import Reader

# What nobody posted by then is thrown away, unless a draft names it.
KEPT_UNPOSTED = timedelta(days=1)


def new_token() -> str:
    """Return 192 random bits: a file's address cannot be guessed."""
    return secrets.token_urlsafe(24)


def storage_path(file: PostFile, _name: str) -> str:
    """Store under the token alone: an uploaded name never touches the disk."""
    return f"community/{file.token[:2]}/{file.token}"


class PostFileQuerySet(models.QuerySet["PostFile"]):
    def visible_to(self, reader: Reader) -> PostFileQuerySet:
        """Files of the posts this person may read, and what they uploaded and did not post yet."""
        standing = Standing.of(reader)
        seen = Q(post__in=Post.objects.open_to(standing).values("pk"))
        if standing.user is not None:
            seen |= Q(post=None, uploaded_by=standing.user)
        return self.filter(seen)


class PostFile(models.Model):
    """A picture or file of a post, or (`post` empty) one that waits beside somebody's unsent words."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="files")
    file = models.FileField(upload_to=storage_path, max_length=100)
    name = models.CharField(max_length=255)
    # As its first bytes say; what the browser claimed is not asked.
    content_type = models.CharField(max_length=127)
    size = models.PositiveBigIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = PostFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["created_at"], condition=Q(post=None), name="post_file_unposted")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it is handed out, to whoever may read its post."""
        return f"{POST_FILES}{self.token}/{quote(self.name)}"

    @property
    def is_picture(self) -> bool:
        return self.content_type in PICTURES

    @property
    def markdown(self) -> str:
        """What a text says to show or link it."""
        return f"{'!' if self.is_picture else ''}[{self.name.rpartition('.')[0] or self.name}]({self.address})"
