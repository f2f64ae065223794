"""Talk to the API as a client with a personal token does."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import ApiToken, User

BASE = "/api/v1/"


class Api:
    """A client whose answers are JSON: `api.get("tickets/", category="new")`, `api.post("tickets/", {...})`."""

    def __init__(self, user: User | None = None) -> None:
        headers = {}
        if user is not None:
            headers["Authorization"] = f"Bearer {ApiToken.issue(user=user, name='Tests')[1]}"
        # A server error is an answer to look at here, not an exception.
        self.client = Client(headers=headers, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path if path.startswith("http") else BASE + path, query or None)

    def post(self, path: str, body: Any, *, key: str | None = None) -> Any:
        return self._send("post", path, body, key)

    def put(self, path: str, body: Any) -> Any:
        return self._send("put", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self._send("patch", path, body)

    def delete(self, path: str, body: object = None) -> Any:
        return self.client.delete(BASE + path)

    def upload(self, file: Any, *, key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"{BASE}attachments/", {"file": file}, headers=headers)

    def _send(self, method: str, path: str, body: Any, key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return getattr(self.client, method)(BASE + path, body, content_type="application/json", headers=headers)
