"""What a text means, as a direction: texts about the same thing point the same way, in whatever words they say it."""

from helpdesk.lib.meaning.encoding import DIMENSIONS, VERSION, encode
from helpdesk.lib.meaning.language import is_english

__all__ = ["DIMENSIONS", "VERSION", "encode", "is_english"]
