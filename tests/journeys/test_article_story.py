"""An article from its first word to its readers, and what becomes of its translation when it changes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.looking import complaints

ANA, PRIYA = "ana@halden.example", "priya@halden.example"

EVERYTHING = """Intro _em_ **b** ~~s~~ `a` <kbd>K</kbd> snake_case 2\\*3

> [!WARNING]
> Hot
> more

> quote
>
> > inner

1. one
   - a
   - b
2. two

- [x] d
- [ ] e

para\\
break

| a | b |
| --- | --: |
| 1 \\| x | 2 |

## H {#own}

[go](#own) <https://x.example/>

```py
code < `x`


two blank lines above
```

---

- loose

- items

1\\. not a list

\\# not a heading"""


def write(page: Page, text: str) -> None:
    """Type over the whole text and wait until the desk has kept it."""
    page.get_by_label("Text, in Markdown").fill(text)
    expect(page.locator("#article_saved")).to_have_text(re.compile(r"Saved \d"))
    expect(page.locator("#article_next")).to_be_visible()


def approve(page: Page, significance: str) -> None:
    page.locator("#article_next").click()
    page.get_by_label(significance).check()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator(".page__head .badge", has_text="Published")).to_be_visible()


def test_an_article_is_written_reviewed_read_and_its_translation_falls_behind(open_page: OpenPage) -> None:
    page = open_page(PRIYA)
    page.goto("/agent/knowledge/new/")
    page.get_by_label("Title").fill("Store the Kettledrum over winter")
    page.get_by_role("button", name="Start writing").click()
    page.get_by_role("button", name="Both").click()
    write(page, "Empty the **tank** first.\n\n> [!WARNING]\n> Frost breaks the boiler.\n")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("strong")).to_have_text("tank")
    expect(preview.locator(".callout--warning")).to_contain_text("Frost breaks the boiler.")
    assert complaints(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    approve(page, "Medium")

    reader = open_page()
    reader.goto("/help/en/store-the-kettledrum-over-winter/")
    expect(reader.get_by_role("heading", name="Store the Kettledrum over winter")).to_be_visible()
    expect(reader.get_by_text("Frost breaks the boiler.")).to_be_visible()

    page.get_by_role("button", name="Translate into German").click()
    page.get_by_label("Title").fill("Kettledrum über den Winter lagern")
    write(page, "Zuerst den **Tank** leeren.\n")
    approve(page, "Medium")

    page.get_by_role("link", name="English").click()
    write(page, "Empty the tank **and the boiler** first.\n")
    approve(page, "Major")
    german = page.get_by_role("complementary").locator("li", has_text="German")
    expect(german).to_contain_text("Out of date, 1 behind")
    page.goto("/agent/knowledge/lists/outdated/?q=Kettledrum")
    expect(page.get_by_role("link", name="Store the Kettledrum over winter")).to_be_visible()
    page.goto("/agent/knowledge/lists/outdated/?q=Kettledrum&locale=fr")
    expect(page.get_by_role("heading", name="Nothing here like that")).to_be_visible()


def test_two_who_write_the_same_text_are_shown_both(open_page: OpenPage, watch: Watch) -> None:
    watch.expected.add("status of 409")
    ana = open_page(ANA)
    ana.goto("/agent/knowledge/new/")
    ana.get_by_label("Title").fill("Two writers of one text")
    ana.get_by_role("button", name="Start writing").click()
    expect(ana.get_by_label("Text, in Markdown")).to_be_visible()
    priya = open_page(PRIYA)
    priya.goto(ana.url)
    write(ana, "Ana wrote this.")
    priya.get_by_label("Text, in Markdown").fill("Priya wrote that.")
    conflict = priya.locator("#conflict")
    expect(conflict).to_contain_text("Ana wrote this.")
    expect(conflict).to_contain_text("Priya wrote that.")
    assert complaints(priya) == []
    priya.get_by_label("Text, in Markdown").fill("Ana wrote this. Priya wrote that.")
    priya.get_by_role("button", name="Save draft").click()
    expect(priya.get_by_text("The draft is saved")).to_be_visible()
    ana.reload()
    expect(ana.get_by_label("Text, in Markdown")).to_have_value("Ana wrote this. Priya wrote that.")


def test_rich_text_and_markdown_are_one_document(open_page: OpenPage) -> None:
    page = open_page(ANA)
    page.goto("/agent/knowledge/new/")
    page.get_by_label("Title").fill("Rich and plain")
    page.get_by_role("button", name="Start writing").click()
    write(page, EVERYTHING)
    page.get_by_role("button", name="Rich text").click()
    rich = page.get_by_role("textbox", name="Text, as readers see it")
    expect(rich.locator(".callout--warning")).to_be_visible()
    rich.press("Control+End")
    rich.press_sequentially(" Typed as rich text.")
    page.get_by_role("button", name="Markdown").click()
    expect(page.get_by_label("Text, in Markdown")).to_have_value(f"{EVERYTHING} Typed as rich text.\n")

    # What would not come back the same is not touched by looking.
    for only in ('A <span lang="fr">mot</span> stays.', "Said.\n\n<!-- legal: keep -->", "Said.\n\n[own]: /later/"):
        page.get_by_label("Text, in Markdown").fill(only)
        page.get_by_role("button", name="Rich text").click()
        expect(page.get_by_text("Edit it as text.")).to_be_visible()
        expect(page.get_by_label("Text, in Markdown")).to_have_value(only)
