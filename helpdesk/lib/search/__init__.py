"""Search boxes: what people type, and the words they are looking for. Knows no app."""

from helpdesk.lib.search.grammar import Asked, Condition, Word, parse

__all__ = ["Asked", "Condition", "Word", "parse"]
