from __future__ import annotations

from channels_inbox.adapters.meta.messaging import fetch, name_of

__all__ = ["fetch", "name_of"]
