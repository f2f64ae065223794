"""News from tickets for the apps above. Sent inside the transaction (docs/signals.md)."""

from django.dispatch import Signal

# event_recorded(sender=Event, event=Event): receivers write rows or use on_commit, nothing else.
event_recorded = Signal()
