"""A text goes from draft to review to readers; whoever decides is a reviewer, and the reason is kept."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from knowledgebase.errors import Incomplete, NotAllowed, NotNow, SavedMeanwhile
from knowledgebase.models import ArticleEvent, Reviewer, Revision, Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.reviewing import approve, reject, submit_for_review, take_back
from knowledgebase.operations.settling import archive, bring_back
from knowledgebase.operations.writing import Text
from knowledgebase.signals import article_published
from tests.knowledgebase.writing import make_article, make_draft

pytestmark = pytest.mark.django_db


def test_an_agents_draft_reaches_readers_when_a_reviewer_approves_it(agent: User, admin: User) -> None:
    told: list[Any] = []
    article_published.connect(lambda **news: told.append(news["translation"]), weak=False, dispatch_uid="test")
    draft = make_draft(by=agent, body="Open the **valve**.")
    assert not Translation.objects.published().exists()

    submit_for_review(draft, by=agent, comment="New machine")
    approve(Revision.objects.get(), by=admin, significance="major")
    article_published.disconnect(dispatch_uid="test")

    live = Translation.objects.published().get()
    assert live.current_revision is not None
    assert live.current_revision.html == "<p>Open the <strong>valve</strong>.</p>"
    assert live.slug == "bleed-the-pump"
    assert told == [live]
    actions = list(ArticleEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["created", "draft_started", "submitted", "approved", "published"]


def test_only_a_reviewer_of_the_language_decides(agent: User, admin: User, light_agent: User) -> None:
    draft = submit_for_review(make_draft(by=agent), by=agent)
    Reviewer.objects.create(user=agent, locale="de")
    Reviewer.objects.create(user=light_agent, locale="en")
    for nobody in (agent, light_agent):
        with pytest.raises(NotAllowed):
            approve(draft, by=nobody)
        with pytest.raises(NotAllowed):
            reject(draft, by=nobody, reason="No")
    Reviewer.objects.create(user=agent, locale="en")
    assert approve(draft, by=agent).state == "approved"


def test_no_text_of_an_archived_article_is_let_out_until_it_is_brought_back(agent: User, admin: User) -> None:
    live = make_article(body="Old words.")
    draft = save_draft(live, by=agent, text=Text("Bleed the pump", body="New words."))
    archive(live.article, by=admin)
    with pytest.raises(NotNow, match="archived"):
        approve(draft, by=admin)
    bring_back(live.article, by=admin)
    assert approve(draft, by=admin).state == "approved"


def test_a_rejected_text_keeps_its_reason_and_readers_keep_theirs(agent: User, admin: User) -> None:
    live = make_article(body="Old words.")
    draft = save_draft(live, by=agent, text=Text("Bleed the pump", body="Wrong words."))
    submit_for_review(draft, by=agent)
    with pytest.raises(Incomplete):
        reject(draft, by=admin, reason="  ")
    rejected = reject(draft, by=admin, reason="The valve is on the left.")
    live.refresh_from_db()
    assert live.current_revision is not None
    assert (live.current_revision.body, rejected.reason) == ("Old words.", "The valve is on the left.")
    again = save_draft(live, by=agent, text=Text("Bleed the pump", body="Right words."), seen=(2, 0))
    assert (again.number, again.state) == (3, "draft")


def test_what_a_reviewer_has_is_not_changed_under_their_eyes(agent: User) -> None:
    draft = submit_for_review(make_draft(by=agent), by=agent)
    with pytest.raises(NotNow):
        save_draft(draft.translation, by=agent, text=Text("x", body="y"))
    take_back(draft, by=agent)
    assert save_draft(draft.translation, by=agent, text=Text("x", body="y")).body == "y"


def test_whoever_saves_over_a_newer_draft_is_shown_it(agent: User, admin: User) -> None:
    draft = make_draft(by=agent)
    save_draft(draft.translation, by=agent, text=Text("T", body="Ana's"), seen=(1, 1))
    with pytest.raises(SavedMeanwhile) as refused:
        save_draft(draft.translation, by=admin, text=Text("T", body="Ingrid's"), seen=(1, 1))
    assert refused.value.theirs.body == "Ana's"
    assert Revision.objects.get().body == "Ana's"
    assert save_draft(draft.translation, by=admin, text=Text("T", body="Both"), seen=(1, 2)).version == 3


def test_an_empty_text_or_a_guide_that_leads_nowhere_is_not_sent_in(agent: User) -> None:
    with pytest.raises(Incomplete, match="title"):
        submit_for_review(make_draft(title="", by=agent), by=agent)
    guide = make_draft("Guide", "## Hums?\n\n- [Yes](#nowhere)\n", kind="guide", by=agent)
    with pytest.raises(Incomplete, match="nowhere"):
        submit_for_review(guide, by=agent)


def test_a_text_that_was_approved_meanwhile_is_not_undone_by_an_older_one(agent: User, admin: User) -> None:
    live = make_article(body="First.")
    approve(save_draft(live, by=admin, text=Text("Bleed the pump", body="Second."), seen=(1, 0)), by=admin)
    with pytest.raises(SavedMeanwhile) as refused:
        save_draft(live, by=agent, text=Text("Bleed the pump", body="From the first."), seen=(1, 0))
    assert refused.value.theirs.body == "Second."
