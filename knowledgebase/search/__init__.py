"""One search over articles and whatever families the apps above add (docs/search.md).

found = search(user, "where is my parcel", locale="en")
found.results[0].row, .title, .snippet, .score
"""

from knowledgebase.search.document import Document
from knowledgebase.search.families import Family, Shown, families, register
from knowledgebase.search.finding import SURE, Found, Result, search, suggest
from knowledgebase.search.indexing import forget, index

__all__ = [
    "SURE",
    "Document",
    "Family",
    "Found",
    "Result",
    "Shown",
    "families",
    "forget",
    "index",
    "register",
    "search",
    "suggest",
]
