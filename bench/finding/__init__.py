"""How well and how fast search finds articles: `python -m bench finding`."""

from bench.finding.main import main

__all__ = ["main"]
