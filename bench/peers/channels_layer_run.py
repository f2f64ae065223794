"""Runs inside the peer's own virtual environment: an application by the book of Channels, and who speaks to it."""

import asyncio
import os
import sys

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter
from django.conf import settings

# A socket that waits is not to be cut by the client's own timeout.
HOST = {"address": os.environ["PEER_REDIS"], "socket_timeout": None}
LAYER = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [HOST], "prefix": "peer"}}
settings.configure(SECRET_KEY="x" * 50, CHANNEL_LAYERS={"default": LAYER})


class Consumer(AsyncWebsocketConsumer):
    groups = ["everyone"]

    async def connect(self):
        await self.accept()
        await self.send(text_data='{"kind":"resync"}')

    async def said(self, event):
        await self.send(text_data=event["text"])


async def answer(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})


application = ProtocolTypeRouter({"websocket": Consumer.as_asgi(), "http": answer})


async def speak():
    layer = get_channel_layer()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        times, _, text = line.rstrip("\n").partition(" ")
        for _ in range(int(times)):
            await layer.group_send("everyone", {"type": "said", "text": text})


if __name__ == "__main__":
    asyncio.run(speak())
