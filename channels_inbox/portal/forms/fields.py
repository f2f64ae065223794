"""Fields the help centre's forms share."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.web_form.raw import Upload

FILES = 10


class OneLine(forms.CharField):
    """A single line. A line break or control character inside is refused, never stripped in silence (RFC 5322, 2.2)."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in text):
            raise ValidationError(_("Use one line, without special characters."), code="one_line")
        return text


class Words(forms.CharField):
    """Free text of several lines, with every line break written as one \\n."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        # Browsers send \r\n and have no way to type NUL; PostgreSQL cannot store it.
        text = super().to_python(value) or ""
        if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
            raise ValidationError(
                _("Part of this text cannot be read. Paste it again as plain text."), code="unreadable"
            )
        return text.replace("\r\n", "\n").replace("\r", "\n")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Files(forms.FileField):
    """Several files, together no larger than UPLOAD_MAX_BYTES."""

    widget = FilesInput
    most_files = FILES

    @property
    def most_bytes(self) -> int:
        return int(settings.UPLOAD_MAX_BYTES)

    @property
    def most_words(self) -> str:
        return f"{self.most_bytes / 1_048_576:.4g} MB"

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override]
        files = [f for f in data or [] if f]
        if len(files) > FILES:
            raise ValidationError(_("Choose at most %(most)s files."), params={"most": FILES}, code="too_many")
        size = sum(f.size or 0 for f in files)
        if size > self.most_bytes:
            raise ValidationError(
                _("These files are %(size)s together. Up to %(most)s fit in one message; leave one out."),
                params={"size": filesizeformat(size), "most": self.most_words},
                code="too_large",
            )
        return files


def read(files: Sequence[UploadedFile]) -> list[Upload]:
    """Return the uploads with their bytes."""
    return [Upload(f.name or "", f.content_type or "", f.read()) for f in files]
