"""Draw a form's field the one way the design has: label above, hint below, an error in the hint's place."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe

from helpdesk.lib.html import text_to_html

register = template.Library()


@register.inclusion_tag("_field.html")
def field(bound: BoundField, optional: bool = False, hint: str = "", label: str = "", **attrs: Any) -> dict[str, Any]:
    """Draw a bound field with its label, hint and errors, joined for screen readers."""
    hint = hint or str(bound.help_text)
    return {
        "field": bound,
        "label": label or bound.label,
        "control": control(bound, described=bool(hint), **attrs),
        "errors": bound.errors,
        "hint": hint,
        "optional": optional,
    }


@register.simple_tag
def control(bound: BoundField, described: bool = True, **attrs: Any) -> SafeString:
    """Draw a field's control alone, pointing to the error, else to the hint, that the template puts below it."""
    attrs = {"class": "input", **{name.replace("_", "-"): value for name, value in attrs.items()}}
    below = "error" if bound.errors else "hint" if described else ""
    if below:
        attrs["aria-describedby"] = f"{bound.auto_id}_{below}"
    return bound.as_widget(attrs=attrs)


@register.filter
def words(text: str) -> SafeString:
    """Show plain text from outside: escaped, addresses linked, line breaks kept."""
    return mark_safe(text_to_html(text))  # noqa: S308
