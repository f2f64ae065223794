"""News of the knowledge base for the apps above. Sent inside the transaction (docs/signals.md)."""

from django.dispatch import Signal

# article_published(sender=Translation, translation=Translation): its text, audience, category or address is new.
article_published = Signal()
# article_withdrawn(sender=Translation, translation=Translation): readers and search should not find it any more.
article_withdrawn = Signal()
