"""Read the parts of a text: the questions of a FAQ, the steps of a guide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from markdown_it.token import Token

from .anchors import PREFIX, words_of


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    id: str
    text: str


@dataclass(slots=True)
class Step:
    """One step of a guide, or one question: its heading, its text as tokens, and where it can lead."""

    id: str
    title: str
    tokens: list[Token] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)


def sections(tokens: Sequence[Token]) -> Iterator[Step]:
    """Yield what stands under each heading of level 2; what stands before the first belongs to none."""
    step: Step | None = None
    skip = 0
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0:
            if step is not None:
                yield step
            step = Step(str(token.attrGet("id") or ""), words_of(tokens[index + 1]))
            skip = 3
        if skip:
            skip -= 1
        elif step is not None:
            step.tokens.append(token)
    if step is not None:
        yield step


def questions_of(tokens: Sequence[Token]) -> list[Step]:
    """Return the questions of a FAQ with their answers."""
    return list(sections(tokens))


def steps_of(tokens: Sequence[Token]) -> list[Step]:
    """Return the steps of a guide; a last list made of nothing but links to steps is what one can choose."""
    steps = list(sections(tokens))
    for step in steps:
        start = _last_list(step.tokens)
        if start is None:
            continue
        choices = _choices(step.tokens[start:])
        if choices:
            step.choices = choices
            del step.tokens[start:]
    return steps


def problems_of(steps: Sequence[Step]) -> list[str]:
    """Say what keeps a guide from leading somewhere, one sentence each."""
    if not steps:
        return ["A guide needs steps: give each a heading of level 2 (“## Is the pump humming?”)."]
    known = {step.id: step for step in steps}
    problems = [
        f"“{choice['label']}” in “{step.title}” leads to “#{choice['to'].removeprefix(PREFIX)}”, "
        "and no step is called that."
        for step in steps
        for choice in step.choices
        if choice["to"] not in known
    ]
    reached = {steps[0].id}
    todo = [steps[0]]
    while todo:
        for choice in todo.pop().choices:
            if choice["to"] in known and choice["to"] not in reached:
                reached.add(choice["to"])
                todo.append(known[choice["to"]])
    problems += [f"No choice leads to “{step.title}”." for step in steps if step.id not in reached]
    return problems


def plain(step: Step, html: str) -> dict[str, Any]:
    """Return a step as it is stored."""
    return {"id": step.id, "title": step.title, "html": html, "choices": step.choices}


def heading_rows(found: Sequence[tuple[int, str, str]]) -> list[dict[str, Any]]:
    return [asdict(Heading(*one)) for one in found]


def _last_list(tokens: Sequence[Token]) -> int | None:
    if not tokens or tokens[-1].type != "bullet_list_close":
        return None
    level = tokens[-1].level
    return next(
        i for i in reversed(range(len(tokens))) if tokens[i].type == "bullet_list_open" and tokens[i].level == level
    )


def _choices(tokens: Sequence[Token]) -> list[dict[str, str]]:
    """Return the links of a list if each item is one link within the page, else nothing."""
    found = []
    items = sum(token.type == "list_item_open" for token in tokens)
    for token in tokens:
        if token.type != "inline":
            continue
        children = token.children or []
        if not children or children[0].type != "link_open" or children[-1].type != "link_close":
            return []
        target = str(children[0].attrGet("href") or "")
        if not target.startswith("#") or sum(child.type == "link_open" for child in children) != 1:
            return []
        name = target[1:]
        found.append({"label": words_of(token), "to": name if name.startswith(PREFIX) else PREFIX + name})
    return found if len(found) == items else []
