"""Conditions on tickets, shared by rules, saved views and whatever else picks tickets (docs/rules.md).

A tree in JSON, with one level of groups:

    {"match": "all", "conditions": [
        {"field": "priority", "op": "is", "value": [4]},
        {"match": "any", "conditions": [{"field": "subject", "op": "contains", "value": ["leak"]}]}]}
"""

from tickets.conditions.facts import Facts
from tickets.conditions.field import Use
from tickets.conditions.registry import fields, find
from tickets.conditions.tree import Match, as_q, describe, holds, names, validate

__all__ = ["Facts", "Match", "Use", "as_q", "describe", "fields", "find", "holds", "names", "validate"]
