"""News of the knowledge base for the apps above. Sent inside the transaction (docs/signals.md)."""

from django.dispatch import Signal

# article_published(sender=Translation, translation=Translation): its words or its address are new,
# or its article was archived or brought back. Who may read it is asked of its rows each time, and no news.
article_published = Signal()
# article_withdrawn(sender=Translation, translation=Translation): readers and search should not find it any more.
article_withdrawn = Signal()
# article_flagged(sender=ArticleFlag, flag=ArticleFlag): a colleague says that an article is wrong.
article_flagged = Signal()
# incident_changed(sender=Incident, incident=Incident, update=IncidentUpdate | None): a published incident, or
# maintenance, has news; `update` is what to tell (not to subscribers when it is `silent`), None when only its words
# or readers are others.
incident_changed = Signal()
# status_page_changed(sender=…): something the status page shows is new; its copies are written again after commit.
status_page_changed = Signal()
