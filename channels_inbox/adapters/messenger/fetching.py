from __future__ import annotations

from channels_inbox.adapters.meta.messaging import fetch

__all__ = ["fetch"]
