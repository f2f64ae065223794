"""Articles: Markdown in, safe HTML with anchors out. The one document format of the knowledge base."""

from .clean import FILES, POST_FILES
from .outline import Heading, Step, questions_of, steps_of
from .render import RENDERER_VERSION, Rendered, render_article

__all__ = [
    "FILES",
    "POST_FILES",
    "RENDERER_VERSION",
    "Heading",
    "Rendered",
    "Step",
    "questions_of",
    "render_article",
    "steps_of",
]
