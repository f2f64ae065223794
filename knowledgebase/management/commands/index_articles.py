"""Make what search reads anew: after an upgrade, or when it is thought to be wrong."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from knowledgebase.search.indexing import rebuild


class Command(BaseCommand):
    """`manage.py index_articles`; searches go on meanwhile with what was known before."""

    help = "Index every text that can be found anew: articles, and the families of the other apps."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild():,} texts indexed.")
