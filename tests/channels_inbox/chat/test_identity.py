"""Who a visitor is: a signed word of their site, or nobody in particular."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.utils import timezone

from accounts.models import Customer, Identity
from channels_inbox.models import Visitor, Widget
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_customer, make_ticket

pytestmark = pytest.mark.django_db

SECRET = "a secret that is as long as its longest signature would ask for, and more"


def signing_widget(**fields: Any) -> Widget:
    widget = make_widget(**fields)
    widget.secret = SECRET
    widget.save()
    return widget


def signed(widget: Widget, sub: str = "4711", *, secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """Return an identity as the site's server writes it."""
    now = int(time.time())
    told = {"sub": sub, "aud": widget.site_key, "iat": now, "exp": now + 300, "name": "Klara Nyberg", **claims}
    return jwt.encode({k: v for k, v in told.items() if v is not None}, secret, algorithm=algorithm)


def test_a_signed_visitor_is_the_sites_own_person_on_every_device() -> None:
    widget = signing_widget()
    phone, laptop = (Browser.welcomed(widget, identity=signed(widget)) for _ in range(2))
    key = phone.start("From my phone.")
    assert [c["key"] for c in laptop.get("conversations/").body["conversations"]] == [key]
    assert laptop.texts(key) == ["From my phone."]
    customer = chat_of(key).conversation.ticket.requester
    assert customer.name == "Klara Nyberg"
    assert list(customer.identities.values_list("kind", flat=True)) == ["external"]


def test_an_anonymous_visitor_sees_no_history_but_their_own() -> None:
    widget = signing_widget()
    Browser.welcomed(widget, identity=signed(widget)).start()
    stranger = Browser.welcomed(widget, name="Klara Nyberg", email="klara@nyberg.example")
    assert stranger.get("conversations/").body["conversations"] == []


def test_two_ids_are_two_people_even_with_one_address() -> None:
    widget = signing_widget()
    keys = [
        Browser.welcomed(widget, identity=signed(widget, sub, email="shared@family.example")).start()
        for sub in ("4711", "4712")
    ]
    first, second = (chat_of(key).conversation.ticket.requester for key in keys)
    assert first != second
    assert Identity.objects.get(value="shared@family.example").customer == first


def test_the_same_id_at_two_widgets_is_not_the_same_person() -> None:
    one, other = signing_widget(), signing_widget()
    keys = [Browser.welcomed(w, identity=signed(w)).start() for w in (one, other)]
    assert len({chat_of(key).conversation.ticket.requester_id for key in keys}) == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"secret": "another secret of thirty-two chars"}, "not signed"),
        ({"exp": int(time.time()) - 3600, "iat": int(time.time()) - 4000}, "expired"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
        ({"sub": None}, "sub"),
        ({"aud": None}, "aud"),
        ({"sub": ""}, "names nobody"),
        ({"aud": "another-widget"}, "another widget"),
        ({"aud": ["another-widget"]}, "another widget"),
        ({"exp": int(time.time()) + 90_000}, "more than an hour"),
        ({"iat": int(time.time()) + 3600, "exp": int(time.time()) + 3700}, "not signed"),
        ({"algorithm": "HS512"}, "not signed"),
        ({"algorithm": "none", "secret": ""}, "not signed"),
    ],
)
def test_a_word_that_proves_nothing_is_refused_with_its_reason(change: dict[str, Any], why: str) -> None:
    widget = signing_widget()
    answer = Browser(widget).post("visitors/", identity=signed(widget, **change))
    assert (answer.status, answer.body["error"]) == (403, "bad_identity")
    assert why in answer.body["message"]
    assert not Visitor.objects.exists()


@pytest.mark.parametrize("identity", ["x", "a.b.c", "x" * 5000])
def test_nonsense_is_refused(identity: str) -> None:
    answer = Browser(signing_widget()).post("visitors/", identity=identity)
    assert (answer.status, answer.body["error"]) == (403, "bad_identity")


def test_a_widget_without_a_secret_believes_nobody() -> None:
    widget = make_widget()
    answer = Browser(widget).post("visitors/", identity=signed(widget, secret="x" * 32))
    assert (answer.status, answer.body["error"]) == (403, "bad_identity")


def test_a_widget_for_the_signed_in_refuses_everybody_else() -> None:
    widget = signing_widget()
    before = Browser.welcomed(widget)
    key = before.start()
    widget.identity = Widget.Identity.SIGNED
    widget.save()
    assert Browser(widget).post("visitors/").body["error"] == "sign_in_first"
    # Whoever came before the rule was made is no exception.
    refused = before.post("conversations/", text="Hello", client_id="client-0815")
    assert (refused.status, refused.body["error"]) == (403, "sign_in_first")
    said = before.say(key, "Hello")
    assert (said.status, said.body["error"]) == (403, "sign_in_first")
    assert Browser.welcomed(widget, identity=signed(widget)).start()


def test_a_widget_that_asks_first_takes_nothing_without_an_address() -> None:
    widget = make_widget(identity=Widget.Identity.ASK)
    browser = Browser.welcomed(widget)
    refused = browser.post("conversations/", text="Hello", client_id="client-0815")
    assert (refused.status, refused.body["error"]) == (422, "who_first")
    key = browser.start(name="Klara", email="Klara@Nyberg.example")
    customer = chat_of(key).conversation.ticket.requester
    assert customer.name == "Klara"
    assert list(customer.identities.values_list("value", "verified_at")) == [
        (Visitor.objects.get().public_id, None),
        ("klara@nyberg.example", None),
    ]


def test_a_typed_address_never_joins_the_history_of_its_owner() -> None:
    owner = make_customer("maya@cafenorr.example", "Maya Lindqvist")
    make_ticket(owner, subject="My secret order")
    browser = Browser.welcomed(make_widget())
    key = browser.start(name="Maya Lindqvist", email="maya@cafenorr.example")
    requester = chat_of(key).conversation.ticket.requester
    assert requester != owner
    assert not requester.email
    assert Customer.objects.get(pk=owner.pk).identities.count() == 1
    assert len(browser.get("conversations/").body["conversations"]) == 1


def test_a_wrong_address_is_refused_beside_its_field() -> None:
    answer = Browser(make_widget()).post("visitors/", email="maya at cafenorr")
    assert (answer.status, answer.body["field"]) == (422, "email")


def test_an_identity_that_was_not_renewed_for_a_day_is_good_no_more() -> None:
    widget = signing_widget()
    browser = Browser.welcomed(widget, identity=signed(widget))
    key = browser.start()
    Visitor.objects.update(verified_at=timezone.now() - timedelta(hours=25))
    assert browser.get("conversations/").status == 401
    again = Browser.welcomed(widget, identity=signed(widget))
    assert again.texts(key) == ["The grinder hums and stops."]


def test_renewing_an_identity_keeps_its_browser_and_another_person_gets_a_new_one() -> None:
    widget = signing_widget()
    browser = Browser.welcomed(widget, identity=signed(widget))
    key = browser.start()
    assert browser.post("visitors/", identity=signed(widget)).body["token"] == browser.token
    other = browser.post("visitors/", identity=signed(widget, "4712"))
    assert other.body["token"] != browser.token
    browser.token = other.body["token"]
    assert browser.get(f"conversations/{key}/entries/").status == 404


def test_an_anonymous_browser_that_signs_in_begins_anew() -> None:
    widget = signing_widget()
    browser = Browser.welcomed(widget)
    key = browser.start("Before I signed in")
    signed_in = browser.post("visitors/", identity=signed(widget))
    assert signed_in.body["token"] != browser.token
    later = Browser(widget, signed_in.body["token"])
    assert later.get("conversations/").body["conversations"] == []
    assert browser.texts(key) == ["Before I signed in"]


def test_what_a_page_says_of_itself_is_cut_and_cleaned() -> None:
    browser = Browser.welcomed(
        make_widget(),
        language="fr-CA",
        page={"url": "https://shop.example/cart?token=secret#x", "title": "Cart\n\x00" + "x" * 500},
    )
    visitor = Visitor.objects.get()
    assert (visitor.page_url, visitor.language) == ("https://shop.example/cart", "fr-CA")
    assert visitor.page_title.startswith("Cart x")
    assert len(visitor.page_title) == 200
    browser.post("visitors/me/", page={"url": "javascript:alert(1)"}, language="<script>")
    visitor.refresh_from_db()
    assert (visitor.page_url, visitor.language) == ("https://shop.example/cart", "fr-CA")


def test_somebody_signed_in_does_not_rename_themselves() -> None:
    widget = signing_widget()
    browser = Browser.welcomed(widget, identity=signed(widget, email="klara@nyberg.example"))
    browser.post("visitors/me/", name="The boss", email="boss@halden.example")
    visitor = Visitor.objects.get()
    assert (visitor.name, visitor.email) == ("Klara Nyberg", "klara@nyberg.example")
