"""Serializer parts all resources share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Input(serializers.Serializer[Any]):
    """What a client may send: a field nobody reads is a mistake the client should hear of."""

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        unknown = set(data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError({name: ["This is not a field here."] for name in sorted(unknown)})
        return values


class Query(Input):
    """What a client may ask for in the address."""


class Line(serializers.CharField):
    """One line of text: what goes into a header or a list must not smuggle in a second."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 250, **options})

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        if any(not c.isprintable() for c in text):
            raise serializers.ValidationError("Line breaks and control characters are not allowed here.")
        return text


class Words(serializers.CharField):
    """A text of several lines, kept as written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 200_000, "trim_whitespace": False, **options})


class Author(serializers.Serializer[Any]):
    """Who said or did something. Customers see no ids."""

    type = serializers.ChoiceField(choices=["agent", "customer", "system"])
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
