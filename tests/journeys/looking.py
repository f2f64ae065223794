"""Look at a page as every visitor may have it: wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.browsing import DESKTOP, PHONE

# Ended or still: a colour measured half-way through a transition is nobody's.
STILL = "document.getAnimations().forEach((animation) => animation.finish())"
# Frames hold other people's mail, and run nothing, axe neither.
OPTIONS = {"resultTypes": ["violations"], "iframes": False}
# In another theme the page is the same but for its colours, which cost axe the most.
_OF_COLOUR = ["color-contrast", "link-in-text-block"]
COLOURS = {**OPTIONS, "runOnly": {"type": "rule", "values": _OF_COLOUR}}
WITHOUT_COLOURS = {**OPTIONS, "rules": {name: {"enabled": False} for name in _OF_COLOUR}}
_axe = Axe()


def complaints(page: Page) -> list[str]:
    """Return what keeps somebody out of this page at both widths: its light colours in one, its dark in the other."""
    found = []
    narrow = [("light", WITHOUT_COLOURS), ("dark", COLOURS)]
    for (width, height), looks in ((DESKTOP, [("light", OPTIONS)]), (PHONE, narrow)):
        page.set_viewport_size({"width": width, "height": height})
        if not fits(page):
            found.append(f"{width}: reaches over the right edge: {widest(page)}")
        if out := cut_off(page):
            found.append(f"{width}: nobody can reach the whole of: {out}")
        for theme, options in looks:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.evaluate(STILL)
            found += [f"{width} {theme}: {words}" for words in _violations(page, options)]
    return found


def fits(page: Page) -> bool:
    """Tell whether nothing reaches over the right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


# A clipped bar does not widen the document, so controls are asked one by one. What scrolls sideways may be longer.
_CUT_OFF = """[...document.querySelectorAll("a, button, input, select, textarea")].filter((e) => {
  const box = e.getBoundingClientRect();
  if (!e.checkVisibility() || box.width < 2 || box.right <= innerWidth + 1) return false;
  for (let up = e.parentElement; up; up = up.parentElement)
    if (/auto|scroll/.test(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth) return false;
  return true;
}).map((e) => e.outerHTML.slice(0, 120)).join(", ")"""


def cut_off(page: Page) -> str:
    """Name the controls that lie partly beyond the right edge, where no scrolling brings them."""
    return str(page.evaluate(_CUT_OFF))


def widest(page: Page) -> str:
    """Name the element that reaches furthest to the right."""
    return str(
        page.evaluate(
            """[...document.querySelectorAll("body *")]
            .map((e) => [e.getBoundingClientRect().right, e.outerHTML.slice(0, 120)]).sort((a, b) => b[0] - a[0])[0]"""
        )
    )


def _violations(page: Page, options: dict[str, Any]) -> Iterator[str]:
    for violation in _axe.run(page, options=options).response["violations"]:
        if violation["impact"] in {"serious", "critical"}:
            for node in violation["nodes"]:
                yield f"{violation['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
