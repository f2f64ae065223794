"""A newcomer asks, a moderator lets it through, a regular solves it, and the desk makes more of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.running import Desk
from tests.lib.test_traces import chunk, png

NILS, ROSA, PRIYA = "nils@postbox.example", "rosa@postbox.example", "priya@halden.example"
TITLE = "Does the Duo whistle when it is cold?"
# They are here for the first time, and for years.
COME = f"""
from allauth.account.models import EmailAddress
from accounts.models import User
from community.models import Profile
from community.operations.joining import join
for email, name, level in (({NILS!r}, "Nils Ny", 0), ({ROSA!r}, "Rosa Regular", 3)):
    user = User.objects.create_user(email, "halden-demo", name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Profile.objects.filter(pk=join(user).pk).update(level=level)
"""


def test_a_question_from_its_first_words_to_an_article(open_page: OpenPage, desk: Desk) -> None:
    desk.run(COME)
    nils = open_page(NILS)
    nils.goto("/community/new/")
    nils.get_by_label("Where").select_option(label="Grinders")
    nils.get_by_label("In one sentence").fill(TITLE)
    # The account is minutes old, and a link and an address come along: it waits for a moderator.
    nils.get_by_label("Tell it").fill("Hear it at https://sounds.example/duo, or write to nils@postbox.example.\n")
    nils.locator('input[type="file"]').set_input_files(
        {"name": "duo.png", "mimeType": "image/png", "buffer": png(chunk(b"IDAT", b"drawn"))}
    )
    expect(nils.get_by_label("Tell it")).to_have_value(re.compile(r"!\[duo\]\(/community/files/"))
    nils.get_by_role("button", name="Post", exact=True).click()
    expect(nils.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(nils.get_by_text("A moderator looks at this first").first).to_be_visible()
    topic = nils.url

    priya = open_page(PRIYA)
    priya.goto("/community/moderation/")
    waiting = priya.get_by_role("article").filter(has_text=TITLE)
    waiting.get_by_role("button", name="Show it").click()
    expect(waiting).to_have_count(0)

    rosa = open_page(ROSA)
    rosa.goto(topic)
    rosa.get_by_label("Add an answer").fill("Let it warm up for ten minutes, then bleed the steam wand.")
    rosa.get_by_role("button", name="Post answer").click()
    expect(rosa.locator(".post").filter(has_text="Let it warm up")).to_be_visible()

    nils.goto(topic)
    nils.get_by_role("button", name="This solved it").click()
    expect(nils.get_by_text("Accepted answer")).to_be_visible()

    priya.goto(topic)
    priya.get_by_role("link", name="Take it up in private").click()
    priya.get_by_role("button", name="Open the ticket").click()
    expect(priya).to_have_url(re.compile(r"/agent/tickets/\d+/"))
    priya.goto(topic)
    expect(priya.get_by_text("Taken up by")).to_be_visible()
    priya.get_by_role("link", name="Post what came of it").click()
    priya.get_by_label("What everybody reads").fill("A new seal ends the whistling.")
    priya.get_by_role("button", name="Post for everybody").click()
    expect(priya.locator(".post").filter(has_text="A new seal ends the whistling.")).to_be_visible()

    priya.get_by_role("link", name="Make it an article").click()
    priya.get_by_label("Category of the article").select_option(index=1)
    priya.get_by_role("button", name="Begin the article").click()
    expect(priya).to_have_url(re.compile(r"/agent/knowledge/\d+/"))
    expect(priya.get_by_label("Title")).to_have_value("Does the Duo whistle when it is cold")
