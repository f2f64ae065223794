"""Keep the pictures and files of posts: taken in while somebody writes, joined to the post that names them."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from community.errors import Incomplete, TooMuch
from community.models import Post, PostDraft, PostFile
from community.models.post_file import KEPT_UNPOSTED
from community.permissions import Power, may, require
from community.standing import Standing
from helpdesk.lib.html.article import POST_FILES
from helpdesk.lib.limits import allow
from helpdesk.lib.sniffing import PICTURES, sniff
from helpdesk.lib.traces import NoPicture, without_traces

# Of anybody, a post; and that wait to be posted.
MOST, MOST_WAITING = 10, 20
LARGEST = 10 * 1024 * 1024
# AVIF keeps what it tells of its maker where only a program that draws it finds it.
KINDS = (PICTURES - {"image/avif"}) | {"application/pdf", "application/zip", "text/plain"}
_NAMED = re.compile(re.escape(POST_FILES) + r"([\w-]{32})/")


@transaction.atomic
def store_file(*, by: User, name: str, content: bytes) -> PostFile:
    """Keep a file until its owner posts it. Who is new may add pictures alone.

    What a picture tells of its maker is taken out of it. Raises NotAllowed, Incomplete, TooMuch.
    """
    standing = Standing.of(by)
    require(standing, Power.WRITE)
    kind = _require_fit(content, standing)
    if PostFile.objects.filter(post=None, uploaded_by=by).count() >= MOST_WAITING or not allow(
        "community_file", str(by.pk), limit=40, seconds=3600
    ):
        raise TooMuch("That were many files in a short time. Post what you have, then go on in an hour.")
    try:
        content = without_traces(content, kind)
    except NoPicture as error:
        raise Incomplete("file", "This picture is damaged. Save it anew, or make a picture of the screen.") from error
    file = PostFile(uploaded_by=by, name=_tidy(name), content_type=kind, size=len(content), created_at=timezone.now())
    file.file.save(file.name, ContentFile(content), save=False)
    file.save()
    return file


def attach_files(post: Post, *, by: User) -> int:
    """Join to a post, in the caller's transaction, what its writer uploaded and its text names. Raises Incomplete."""
    if POST_FILES not in post.body:
        return 0
    waiting = PostFile.objects.filter(post=None, uploaded_by=by, token__in=_NAMED.findall(post.body))
    joined = waiting.update(post=post)
    if post.files.count() > MOST:
        raise Incomplete("body", f"At most {MOST} pictures and files in one post.")
    return joined


def forget_unposted(*, now: datetime | None = None, limit: int = 200) -> int:
    """Throw away what nobody posted within a day, but for what somebody's draft names; return how many."""
    before = (now or timezone.now()) - KEPT_UNPOSTED
    drafts = PostDraft.objects.filter(user=OuterRef("uploaded_by"), body__contains=OuterRef("token"))
    old = PostFile.objects.filter(post=None, created_at__lt=before).exclude(Exists(drafts))
    return sum(_forget(pk) for pk in list(old.order_by("created_at").values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _forget(pk: int) -> bool:
    # Posted at this very moment, it stays.
    file = PostFile.objects.select_for_update().filter(pk=pk, post=None).first()
    if file is None:
        return False
    storage, stored = file.file.storage, str(file.file.name)
    file.delete()
    transaction.on_commit(lambda: storage.delete(stored))
    return True


def _require_fit(content: bytes, standing: Standing) -> str:
    """Return what kind of file it is, if somebody may add it. Raises Incomplete."""
    limit = min(LARGEST, settings.UPLOAD_MAX_BYTES)
    if len(content) > limit:
        raise Incomplete("file", f"Files may have up to {limit // 1024 // 1024} MB.")
    kind = sniff(content)
    if kind not in KINDS:
        raise Incomplete("file", "Pictures (PNG, JPEG, GIF, WebP), PDF, ZIP and text can be added, nothing else.")
    if kind not in PICTURES and not may(standing, Power.WRITE_FREELY):
        raise Incomplete("file", "Somebody new can add a picture, but no other files yet.")
    return kind


def _tidy(name: str) -> str:
    """Return a name that can stand in an address and in Markdown."""
    kept = "".join("_" if sign in '/\\[]()<>"#?%&`\x00\r\n' or not sign.isprintable() else sign for sign in name)
    return kept.strip()[-100:] or "file"
