"""Who a visitor is, signed by the server of the site they are on: a short-lived JSON web token (RFC 7519)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from channels_inbox.chat.errors import BadIdentity
from channels_inbox.models import Widget

# Clocks differ by seconds, not by minutes.
LEEWAY = 10
# A token that is good for longer would be as good as a password in a page.
LONGEST = 3600
_MOST = 4096


@dataclass(frozen=True, slots=True)
class Claim:
    """What the site says of its visitor. `identifier` is the site's own name for them and never changes."""

    identifier: str
    name: str = ""
    email: str = ""
    # What else it says of them, for messages that are meant for some only: {"plan": "pro"}
    attributes: Mapping[str, Any] = field(default_factory=dict)


def read_identity(widget: Widget, token: str) -> Claim:
    """Check a token's signature, audience and life, and return what it says. Raises BadIdentity."""
    secret = widget.secret
    if not secret:
        # An unset secret must not be a way in.
        raise BadIdentity("This widget has no secret for signed identities yet.")
    if len(token) > _MOST:
        raise BadIdentity("This identity is too long.")
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=widget.site_key,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "aud", "sub"], "strict_aud": True},
        )
    except jwt.ExpiredSignatureError:
        raise BadIdentity("This identity has expired. Ask the site's server for a new one.") from None
    except jwt.InvalidAudienceError:
        raise BadIdentity("This identity is for another widget.") from None
    except jwt.MissingRequiredClaimError as error:
        raise BadIdentity(f"This identity lacks “{error.claim}”.") from None
    except jwt.PyJWTError:
        raise BadIdentity("This identity is not signed with the widget's secret.") from None
    identifier = _line(claims["sub"], 200)
    if not identifier:
        raise BadIdentity("This identity names nobody.")
    if claims["exp"] - claims["iat"] > LONGEST + LEEWAY:
        raise BadIdentity("This identity lives for more than an hour.")
    said = claims.get("attributes")
    attributes = said if isinstance(said, dict) else {}
    return Claim(identifier, _line(claims.get("name"), 120), _line(claims.get("email"), 320), attributes)


def _line(value: object, most: int) -> str:
    """Return a value as one line of text, empty when it is none."""
    if not isinstance(value, str) or len(value) > most:
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
