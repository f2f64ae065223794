"""What the OpenAPI description says of every operation alike."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 255},
    "description": "A name of yours for this request. Sent again within a day it gets the first answer.",
}
PROBLEM = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True, "description": "Field name to what is wrong."},
    },
}
REFUSED = {
    "description": "Refused; the text says why.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A personal token, `hd_…`."}


def say_what_is_common(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the shape of refusals everywhere, and the key to all that creates."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for address in result["paths"].values():
        for method, operation in address.items():
            operation["responses"]["4XX"] = REFUSED
            if method == "post":
                operation.setdefault("parameters", []).append(KEY)
    return result
