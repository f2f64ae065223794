"""Search of tickets: what was typed, as a filter on the tickets somebody may see."""

from tickets.search.finding import Found, find, named

__all__ = ["Found", "find", "named"]
