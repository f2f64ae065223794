"""HTML from strangers: made safe, made text, made from text."""

from .linkify import text_to_html
from .markdown import markdown_to_html
from .sanitise import SANITISER_VERSION, sanitise
from .text import html_to_text

__all__ = ["SANITISER_VERSION", "html_to_text", "markdown_to_html", "sanitise", "text_to_html"]
