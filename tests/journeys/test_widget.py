"""A visitor of a foreign page: what loads, what the keyboard does, and what no hiccup of the line may lose."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jwt
import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.journeys.browsing import PHONE, Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.looking import complaints
from tests.journeys.running import Desk, eventually
from tests.journeys.shop_visitor import begin, launcher, line, open_chat, write

pytestmark = pytest.mark.usefixtures("people_alone")

SHIFTS = "new PerformanceObserver((list) => (window.shifts ??= []).push(...list.getEntries())).observe({type: 'layout-shift', buffered: true})"
# Shows a page in a frame, and waits until the browser has shown what it will.
STEAL = """(address) => new Promise((shown) => document.body.append(
  Object.assign(document.createElement("iframe"), {src: address, name: "stolen", onload: shown})))"""
SAID = "SELECT count(*) FROM tickets_message WHERE text = %s"


def said(desk: Desk, text: str) -> int:
    return int(desk.value(SAID, text))


def answer(desk: Desk, question: str, text: str) -> None:
    """Answer in the chat that began with a question, as an agent does."""
    desk.run(
        "from accounts.models import User; from channels_inbox.models import ChatEntry;"
        "from tickets.operations.replying import post_reply;"
        f"ticket = ChatEntry.objects.get(seq=1, message__text={question!r}).conversation.ticket;"
        f"ana = User.objects.get(email='ana@halden.example'); post_reply(ticket, by=ana, text={text!r}, channel='chat')"
    )


def test_the_page_loads_a_button_and_no_frame_until_it_is_pressed(desk: Desk, open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(desk.url)))
    page.goto(f"{desk.shop}/")
    page.evaluate(SHIFTS)
    expect(launcher(page)).to_have_attribute("aria-expanded", "false")
    assert [path for path in asked if path.startswith("/")] == ["/widget.js", "/widget/halden-shop/looks/"]
    expect(page.locator("iframe")).to_have_count(0)
    assert page.evaluate("(window.shifts ?? []).length") == 0

    # The keyboard opens it, moves into it, and comes back to where it was.
    launcher(page).focus()
    page.keyboard.press("Enter")
    chat = page.frame_locator("iframe[title=Chat]")
    expect(chat.get_by_role("heading", level=1)).to_be_focused()
    expect(launcher(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator("iframe[title=Chat]")).to_be_hidden()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.ariaLabel") == "Open chat"


def test_a_conversation_is_there_after_a_reload_and_on_the_next_page(desk: Desk, open_page: OpenPage) -> None:
    page = open_page()
    chat = open_chat(page, f"{desk.shop}/")
    begin(chat, "Which seal fits the Duo of 2019?")
    write(chat, "The left one, I think")
    expect(chat.get_by_text("Sent", exact=True)).to_be_visible()
    line(chat).fill("half a sen")
    page.reload()
    expect(chat.get_by_text("The left one, I think")).to_be_visible()
    expect(line(chat)).to_have_value("half a sen")
    page.get_by_role("link", name="Pro 2").first.click()
    expect(chat.get_by_text("Which seal fits the Duo of 2019?")).to_be_visible()

    # Closed, it says on the button what came meanwhile; another page of the shop says so too.
    launcher(page).click()
    answer(desk, "Which seal fits the Duo of 2019?", "Part 4410 fits both.")
    expect(launcher(page)).to_have_accessible_name("Open chat, 1 new message")
    page.goto(f"{desk.shop}/")
    expect(launcher(page)).to_have_accessible_name("Open chat, 1 new message")
    launcher(page).click()
    expect(chat.get_by_text("Part 4410 fits both.")).to_be_visible()
    launcher(page).click()
    expect(launcher(page)).to_have_accessible_name("Open chat")


def test_what_is_written_offline_is_kept_and_arrives_once(desk: Desk, open_page: OpenPage, watch: Watch) -> None:
    watch.expected |= {"ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket"}
    page = open_page()
    chat = open_chat(page, f"{desk.shop}/")
    begin(chat, "Does the pump need oil offline?")
    expect(chat.get_by_text("Sent", exact=True)).to_be_visible()
    page.context.set_offline(True)
    expect(chat.get_by_text("You are offline.")).to_be_visible()
    write(chat, "Written in a tunnel")
    write(chat, "And another in the tunnel")
    expect(chat.get_by_text("Not sent yet.").first).to_be_visible()
    page.context.set_offline(False)
    expect(chat.get_by_text("You are offline.")).to_be_hidden()
    eventually(lambda: said(desk, "And another in the tunnel") == 1, what="both messages on the desk")
    expect(chat.get_by_text("Not sent yet.")).to_have_count(0)
    assert said(desk, "Written in a tunnel") == 1

    # The page is left before it was sent: the next page sends it. The desk had it already, and takes it once.
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.context.route(re.compile("/entries/$"), lose_the_answer)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/entries/")):
        write(chat, "Sent, but the answer was lost")
    # The line says that it arrived: it stands there once, as sent.
    expect(chat.get_by_text("Sent, but the answer was lost")).to_have_count(1)
    page.context.unroute(re.compile("/entries/$"))
    page.reload()
    expect(chat.get_by_text("Sent, but the answer was lost")).to_have_count(1)
    expect(chat.get_by_text("Sent", exact=True)).to_be_visible()
    assert said(desk, "Sent, but the answer was lost") == 1


def refuse_first(route: Route) -> None:
    if route.request.method == "GET":
        route.continue_()
    else:
        words = {"error": "malformed", "message": "Your name: we need this to go on.", "field": "name"}
        route.fulfill(status=422, json=words)


def test_what_was_refused_says_why_and_goes_again(desk: Desk, open_page: OpenPage, watch: Watch) -> None:
    watch.expected.add("status of 422")
    page = open_page()
    chat = open_chat(page, f"{desk.shop}/")
    page.route(re.compile("/conversations/$"), refuse_first)
    chat.get_by_role("button", name="Chat with us").click()
    chat.get_by_label("What is it about?").fill("May I send you a long letter?")
    chat.get_by_role("button", name="Start chat").click()
    # What is wrong with a first message is said beside its question, and the words are still there.
    expect(chat.get_by_text("Your name: we need this to go on.")).to_be_visible()
    expect(chat.get_by_label("What is it about?")).to_have_value("May I send you a long letter?")
    page.unroute(re.compile("/conversations/$"))
    chat.get_by_label("Your name").fill("Maya")
    chat.get_by_role("button", name="Start chat").click()
    expect(chat.get_by_text("Sent", exact=True)).to_be_visible()
    wrong = {"error": "malformed", "message": "This text cannot be read. Type it again.", "field": "text"}
    page.route(re.compile("/entries/$"), lambda route: route.fulfill(status=422, json=wrong))
    write(chat, "A letter")
    expect(chat.get_by_text("This text cannot be read.")).to_be_visible()
    page.unroute(re.compile("/entries/$"))
    chat.get_by_role("button", name="Try again").click()
    expect(chat.get_by_role("button", name="Try again")).to_have_count(0)
    eventually(lambda: said(desk, "A letter") == 1, what="the letter on the desk")


def test_two_windows_show_the_same_conversation(desk: Desk, open_page: OpenPage) -> None:
    first = open_page()
    chat = open_chat(first, f"{desk.shop}/")
    begin(chat, "Do two windows agree?")
    expect(chat.get_by_text("Sent", exact=True)).to_be_visible()
    second = first.context.new_page()
    other = open_chat(second, f"{desk.shop}/pro-2/")
    expect(other.get_by_text("Do two windows agree?")).to_be_visible()
    write(other, "Said in the second window")
    expect(chat.get_by_text("Said in the second window")).to_have_count(1)
    answer(desk, "Do two windows agree?", "They do.")
    for window in (chat, other):
        expect(window.get_by_text("They do.")).to_have_count(1)
    assert desk.value("SELECT count(*) FROM tickets_message WHERE text = 'Do two windows agree?'") == 1


def test_where_sockets_are_blocked_the_answer_comes_all_the_same(desk: Desk, open_page: OpenPage, watch: Watch) -> None:
    watch.expected.add("WebSocket")
    page = open_page()

    def block(socket: WebSocketRoute) -> None:
        socket.close()

    page.route_web_socket(re.compile("/ws/widget/"), block)
    chat = open_chat(page, f"{desk.shop}/")
    begin(chat, "Our firewall eats sockets")
    answer(desk, "Our firewall eats sockets", "We ask without them.")
    expect(chat.get_by_text("We ask without them.")).to_be_visible(timeout=15_000)


def test_nobody_but_the_page_around_it_is_listened_to(desk: Desk, open_page: OpenPage, watch: Watch) -> None:
    """X09: messages from a wrong window or a wrong origin change nothing, on either side."""
    watch.expected |= {"frame-ancestors", "status of 403", "The chat is not shown", "blocked by CORS", "ERR_FAILED"}
    page = open_page()
    chat = open_chat(page, f"{desk.shop}/")
    expect(chat.get_by_role("button", name="Chat with us")).to_be_visible()
    page.evaluate("document.body.append(Object.assign(document.createElement('iframe'), {name: 'stranger'}))")
    stranger = page.frame("stranger")
    assert stranger is not None
    # A window on an allowed origin which is not the parent; and the same towards the page.
    stranger.evaluate("parent.postMessage({kind: 'close'}, '*')")
    stranger.evaluate(
        "parent.document.querySelector('body > div').shadowRoot.querySelector('iframe').contentWindow"
        ".postMessage({kind: 'identify', identity: 'forged'}, '*')"
    )
    # The parent itself, on an origin the widget is not for: it is not even shown there.
    desk.run(f"from channels_inbox.models import Widget;Widget.objects.update(allowed_origins=[{desk.shop!r}])")
    elsewhere = open_page()
    elsewhere.goto(desk.shop.replace("localhost", "127.0.0.1"))
    elsewhere.evaluate(STEAL, f"{desk.url}/widget/halden-shop/")
    expect(elsewhere.frame_locator("iframe[name=stolen]").locator("#widget")).to_have_count(0)
    expect(launcher(elsewhere)).to_have_count(0)
    # A page on top of itself has nobody around it.
    alone = open_page()
    alone.goto(f"{desk.url}/widget/halden-shop/")
    alone.evaluate("postMessage({kind: 'hello', open: true, identity: 'forged'}, '*')")
    expect(alone.get_by_role("button", name="Chat with us")).to_be_visible()
    expect(chat.get_by_role("button", name="Chat with us")).to_be_visible()
    assert desk.value("SELECT count(*) FROM channels_inbox_visitor WHERE verified_at IS NOT NULL") == 0


@pytest.fixture
def secret(desk: Desk) -> str:
    made = "wids_secret-of-the-shop-that-is-long-enough"
    desk.run(f"from channels_inbox.models import Widget; w = Widget.objects.get(); w.secret = {made!r}; w.save()")
    return made


def test_a_site_says_who_its_visitor_is(desk: Desk, open_page: OpenPage, secret: str) -> None:
    page = open_page()
    open_chat(page, f"{desk.shop}/")
    now = int(desk.value("SELECT extract(epoch FROM now())::int"))
    claims = {"sub": "customer-7", "name": "Maya Norr", "aud": "halden-shop", "iat": now, "exp": now + 300}
    page.evaluate("(token) => helpDesk.identify(token)", jwt.encode(claims, secret, algorithm="HS256"))
    chat = page.frame_locator("iframe[title=Chat]")
    expect(chat.get_by_role("heading", name="Hello, Maya")).to_be_visible()
    assert "token" not in page.url


def test_on_a_phone_the_chat_is_all_there_is(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    chat = open_chat(page, f"{desk.shop}/")
    whole = {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}
    frame = page.locator("iframe[title=Chat]")
    eventually(lambda: frame.bounding_box() == whole, what="a chat over the whole screen")
    assert page.evaluate("document.querySelector('main').inert")
    chat.get_by_role("button", name="Close chat").click()
    expect(page.locator("iframe[title=Chat]")).to_be_hidden()
    assert not page.evaluate("document.querySelector('main').inert")
    expect(launcher(page)).to_be_visible()


def test_a_browser_that_keeps_nothing_says_so(desk: Desk, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(
        "if (self !== top) Object.defineProperty(self, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }})"
    )
    chat = open_chat(page, f"{desk.shop}/")
    begin(chat, "My browser forgets everything")
    expect(chat.get_by_text("Your browser keeps nothing for this site")).to_be_visible()
    expect(chat.get_by_text("Sent", exact=True)).to_be_visible()


@pytest.fixture
def closed(desk: Desk) -> Iterator[None]:
    desk.run(
        "from accounts.models import Calendar; from channels_inbox.models import Widget;"
        "w = Widget.objects.get(); c, _ = Calendar.objects.get_or_create(name='Nights', defaults={'hours':"
        " {'mon': [['03:00', '03:01']]}}); w.settings['calendar'] = c.pk; w.save()"
    )
    yield
    desk.run(
        "from channels_inbox.models import Widget; w = Widget.objects.get(); w.settings['calendar'] = None; w.save()"
    )


def test_outside_hours_a_message_is_left_with_an_address(desk: Desk, closed: None, open_page: OpenPage) -> None:
    page = open_page()
    chat = open_chat(page, f"{desk.shop}/")
    expect(chat.get_by_text("Closed now. Back")).to_be_visible()
    chat.get_by_role("button", name="Leave a message").click()
    chat.get_by_label("What is it about?").fill("Are you there at night?")
    chat.get_by_role("button", name="Send message").click()
    expect(chat.get_by_text("we need this to go on")).to_be_visible()
    chat.get_by_label("Email, if we get cut off").fill("night@owl.example")
    chat.get_by_role("button", name="Send message").click()
    expect(chat.get_by_text("Sent", exact=True)).to_be_visible()
    assert said(desk, "Are you there at night?") == 1


def test_settings_show_the_widget_as_it_is_typed(desk: Desk, open_page: OpenPage) -> None:
    page = open_page("priya@halden.example")
    page.goto("/agent/settings/widgets/")
    page.get_by_role("link", name="Shop chat").click()
    shown = page.frame_locator("iframe")
    page.get_by_label("Title").fill("Moin from Halden")
    expect(shown.get_by_role("heading", name="Moin from Halden")).to_be_visible()
    page.get_by_role("button", name="Questions").click()
    page.get_by_role("button", name="Ask one more").click()
    page.get_by_label("Question", exact=True).last.fill("Serial number")
    expect(shown.get_by_label("Serial number")).to_be_visible()


VIEWS = ["home", "before", "talk", "ended"]


def show(page: Page, view: str) -> None:
    if view != "home":
        page.get_by_role("button", name="Chat with us").click()
    if view in {"talk", "ended"}:
        page.get_by_label("What is it about?").fill("Is this view for everybody?")
        page.get_by_role("button", name="Start chat").click()
        expect(page.get_by_text("Sent", exact=True)).to_be_visible()
    if view == "ended":
        page.get_by_role("button", name="More").click()
        page.get_by_role("button", name="End this chat").click()
        expect(page.get_by_role("button", name="Start a new chat")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_the_frame_keeps_nobody_out(desk: Desk, open_page: OpenPage, view: str) -> None:
    page = open_page()
    page.goto(f"{desk.url}/widget/halden-shop/")
    show(page, view)
    assert complaints(page) == []


def test_a_site_with_the_chat_on_it_keeps_nobody_out(desk: Desk, open_page: OpenPage) -> None:
    page = open_page()
    open_chat(page, f"{desk.shop}/")
    assert complaints(page) == []
