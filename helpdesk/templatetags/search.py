"""Draw what a search found."""

from __future__ import annotations

from django import template

from helpdesk.lib.search import marks

register = template.Library()
register.simple_tag(marks.marked, name="marked")
