"""The ASGI application of the socket process: sockets at /ws/, two health checks, nothing else."""

from __future__ import annotations

import gc
import resource
from collections.abc import Awaitable, Callable
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import path, re_path

from channels_inbox.realtime.consumers import LiveConsumer
from channels_inbox.realtime.live import MOST_TOGETHER, Live
from channels_inbox.realtime.watch_consumer import WatchConsumer
from channels_inbox.realtime.widget_consumer import WidgetConsumer

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def application() -> ProtocolTypeRouter:
    """Build the application. The server's lifespan events start and stop what its sockets share."""
    live = Live()
    sockets = URLRouter(
        [
            path("ws/", LiveConsumer.as_asgi(live=live)),
            path("ws/widget/<str:site_key>/", WidgetConsumer.as_asgi(guests=live.guests)),
            path("ws/watch/<slug:kind>/<int:pk>/", WatchConsumer.as_asgi(watchers=live.watchers)),
            re_path("", WebsocketDenier.as_asgi()),
        ]
    )
    return ProtocolTypeRouter({"websocket": sockets, "http": Health(live), "lifespan": Lifespan(live)})


class Lifespan:
    """Starts and stops with the server (ASGI lifespan protocol)."""

    def __init__(self, live: Live) -> None:
        self.live = live

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await receive()
        _allow_many_sockets()
        # The code we loaded is here to stay: no collection, and so no pause of a delivery, need look at it again.
        gc.collect()
        gc.freeze()
        self.live.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.live.stop()
        await send({"type": "lifespan.shutdown.complete"})


class Health:
    """Alive says the process answers, ready says it also hears what is published."""

    def __init__(self, live: Live) -> None:
        self.live = live

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        status, body = self._answer(scope["path"])
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, path: str) -> tuple[int, bytes]:
        if path == "/health/live/":
            return 200, b'{"status": "alive"}'
        if path != "/health/ready/":
            return 404, b"{}"
        if self.live.subscription.connected:
            return 200, b'{"status": "ready"}'
        return 503, b'{"status": "not ready"}'


def _allow_many_sockets() -> None:
    """Raise this process's limit of open files, often 1,024, as far as it may by itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_TOGETHER + 256
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
