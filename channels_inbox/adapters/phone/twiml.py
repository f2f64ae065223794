"""Write a turn of a menu as TwiML (https://www.twilio.com/docs/voice/twiml)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from channels_inbox.phone.menu.engine import Turn

# Returns an address of ours, by the name of a step and what it is to be told.
Address = Callable[..., str]
HOLD_SECONDS = 20
# How soon a colleague who has somebody on hold hears that they hung up.
WAIT_SECONDS = 5


def document(*parts: Element) -> str:
    response = Element("Response")
    response.extend(parts)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(response, encoding="unicode")


def verb(name: str, text: str = "", **attributes: Any) -> Element:
    """Return a verb; attributes that are empty are left out."""
    element = Element(name, {key: str(value) for key, value in attributes.items() if value not in ("", None)})
    element.text = text or None
    return element


def say(words: Iterable[str], language: str) -> list[Element]:
    return [verb("Say", text, language=language) for text in words]


def of_turn(
    turn: Turn, node: dict[str, Any], *, call: int, hop: int, address: Address, settings: dict[str, Any]
) -> str:
    """Return what a carrier is to do in a turn. `hop` counts the turns of this call so far."""
    language = str(settings.get("language") or "")
    here = {"node": turn.node, "hop": hop}
    spoken = say(turn.says, language)
    if turn.act == "ask":
        gather = verb(
            "Gather",
            input="dtmf",
            action=address("keys", **here, attempt=turn.attempt),
            timeout=node["seconds"],
            numDigits=node.get("digits", 1),
            # A question ends with the hash key; in a menu it is a choice.
            finishOnKey="#" if "digits" in node else "",
            actionOnEmptyResult="true",
        )
        gather.extend(spoken)
        return document(gather)
    if turn.act == "queue":
        queue = verb("Enqueue", queue_name(call), action=address("left", **here), waitUrl=address("wait", **here))
        return document(*spoken, queue)
    if turn.act == "voicemail":
        record = verb(
            "Record",
            maxLength=node["seconds"],
            finishOnKey="#",
            action=address("recorded", **here),
            recordingStatusCallback=address("recording", kind="voicemail"),
            recordingStatusCallbackEvent="completed absent",
            transcribe="true" if node.get("transcribe") else "",
            transcribeCallback=address("transcript") if node.get("transcribe") else "",
        )
        return document(*spoken, record, verb("Hangup"))
    if turn.act == "transfer":
        dial = verb("Dial", timeout=node["seconds"], action=address("dialled", **here), **recorded(address, settings))
        SubElement(dial, "Number").text = node["number"]
        return document(*spoken, dial)
    return document(*spoken, verb("Hangup"))


def queue_name(call: int) -> str:
    """Name a queue of one: so that a colleague takes the very caller they chose."""
    return f"call-{call}"


def recorded(address: Address, settings: dict[str, Any]) -> dict[str, str]:
    """Return what makes a conversation recorded, where the channel says so."""
    if not settings.get("record"):
        return {}
    return {
        "record": "record-from-answer-dual",
        "recordingStatusCallback": address("recording", kind="recording"),
        "recordingStatusCallbackEvent": "completed absent",
    }


def waiting(node: dict[str, Any], *, waited: int, here: dict[str, Any], address: Address, language: str) -> str:
    """Return what somebody in a queue hears; the carrier asks again at its end."""
    if node["wait"] and waited >= node["wait"]:
        return document(verb("Leave"))
    pause = min(HOLD_SECONDS, max(1, node["wait"] - waited)) if node["wait"] else HOLD_SECONDS
    spoken = say([node["text"]], language)
    if not node.get("key"):
        return document(*spoken, verb("Pause", length=pause))
    gather = verb("Gather", input="dtmf", numDigits=1, timeout=pause, action=address("waitkey", **here))
    gather.extend(spoken)
    return document(gather)
