from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from community.errors import Incomplete, TooMuch, TopicIsClosed
from community.models import Post, PostDraft, Topic, TopicReader
from community.operations.editing import edit_post, remove_post, restore_post, retitle_topic
from community.operations.following import follow_topic
from community.operations.posting import add_post, start_topic
from community.operations.steering import ask_for_more, close_topic
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_topic_is_begun_on_the_page_and_stands_on_top_of_the_list(client: Client) -> None:
    forum, member = make_forum("Grinders"), make_member()
    client.force_login(member)
    data = {
        "forum": forum.slug,
        "title": "It squeaks  since\tSunday",
        "body": "A **short** squeak.",
        "tags": "Noise, noise, Grinder",
    }
    answer = client.post("/community/new/", data)
    topic = Topic.objects.get()
    assert answer["Location"] == topic.get_absolute_url() == f"/community/t/{topic.pk}/it-squeaks-since-sunday/"
    assert (topic.title, topic.tags) == ("It squeaks since Sunday", ["noise", "grinder"])
    page = client.get("/community/").content.decode()
    assert "It squeaks since Sunday" in page
    assert "<strong>short</strong>" in client.get(topic.get_absolute_url()).content.decode()


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(client: Client) -> None:
    forum = make_forum()
    client.force_login(make_member())
    answer = client.post(
        "/community/new/", {"forum": forum.slug, "title": "Hm", "body": "A long story", "tags": "a,b,c,d,e,f"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say in a few words what it is about." in page
    assert "A long story" in page
    assert not Topic.objects.exists()


def test_the_same_sent_twice_is_one_post() -> None:
    member, topic = make_member(), make_topic()
    first = add_post(topic, by=member, body="Try the tap", key="k1")
    assert add_post(topic, by=member, body="Try the tap", key="k1") == first
    begun = start_topic(topic.forum, by=member, title="Another question", body="Words", key="k2")
    assert start_topic(topic.forum, by=member, title="Another question", body="Words", key="k2") == begun
    topic.refresh_from_db()
    assert (topic.replies, topic.last_number) == (1, 2)


def test_nothing_is_written_in_a_closed_topic_but_by_moderators(agent: User) -> None:
    topic = close_topic(make_topic(), by=agent, closed=True)
    with pytest.raises(TopicIsClosed):
        add_post(topic, by=make_member(), body="One more thing")
    assert add_post(topic, by=agent, body="It is fixed in 3.4").number == 2


def test_somebody_new_writes_within_limits() -> None:
    forum, new = make_forum(), make_user(email="new@postbox.example")
    with pytest.raises(Incomplete, match="links"):
        start_topic(
            forum,
            by=new,
            title="Look at these",
            body="https://a.example https://b.example <https://c.example>" + " [x](https://d.example)" * 3,
        )
    with pytest.raises(Incomplete, match="name at most"):
        start_topic(forum, by=new, title="Look at these", body="@ana @bea @cem")
    for number in range(3):
        start_topic(forum, by=new, title=f"Question number {number}", body=f"Words {number}")
    with pytest.raises(TooMuch, match="first day"):
        start_topic(forum, by=new, title="Question number 4", body="Words")
    topic = make_topic(forum=forum)
    for number in range(10):
        add_post(topic, by=new, body=f"Answer {number}")
    with pytest.raises(TooMuch, match="first day"):
        add_post(topic, by=new, body="Answer 10")


def test_nobody_writes_faster_than_a_person() -> None:
    member, topic = make_member(), make_topic()
    for number in range(20):
        add_post(topic, by=member, body=f"Answer {number}")
    with pytest.raises(TooMuch):
        add_post(topic, by=member, body="Answer 20")


def test_a_change_keeps_the_text_before_it_for_everybody_to_compare(client: Client, agent: User) -> None:
    author = make_member(name="Elif Aydin")
    topic = make_topic(by=author)
    post = make_answer(topic, "Grind at six", by=author)
    edit_post(post, by=author, body="Grind at five")
    edit_post(post, by=agent, body="Grind at four")
    post.refresh_from_db()
    assert [revision.body for revision in post.revisions.all()] == ["Grind at six", "Grind at five"]
    page = client.get(f"/community/posts/{post.pk}/history/").content.decode()
    assert "<del>five</del>" in page
    assert "<ins>four</ins>" in page
    assert page.index("Ana Ruiz") < page.index("Elif Aydin")
    assert "changed 2 times" in client.get(topic.get_absolute_url()).content.decode()


def test_who_changes_an_older_text_than_there_is_keeps_theirs_and_is_told(client: Client) -> None:
    author = make_member()
    post = make_answer(make_topic(), "One", by=author)
    client.force_login(author)
    edit_post(post, by=author, body="Two")
    answer = client.post(f"/community/posts/{post.pk}/text/", {"body": "Three", "seen": 0})
    assert answer.status_code == 422
    assert "Three" in answer.content.decode()
    post.refresh_from_db()
    assert post.body == "Two"


def test_what_is_removed_leaves_the_list_and_comes_back(client: Client, agent: User) -> None:
    topic = make_topic()
    first = make_answer(topic, "First answer")
    second = make_answer(topic, "Second answer")
    remove_post(second, by=agent)
    topic.refresh_from_db()
    assert (topic.replies, topic.last_poster) == (1, first.author)
    assert "Second answer" not in client.get(topic.get_absolute_url()).content.decode()
    restore_post(second, by=agent)
    topic.refresh_from_db()
    assert (topic.replies, topic.last_poster) == (2, second.author)
    remove_post(topic.posts.get(number=1), by=agent)
    assert client.get(topic.get_absolute_url()).status_code == 404
    assert topic.title not in client.get("/community/").content.decode()


def test_a_new_title_leads_on_from_the_old_address(client: Client) -> None:
    topic = make_topic("The pump hums")
    old = topic.get_absolute_url()
    retitle_topic(topic, by=topic.author, title="The pump of a One hums")  # type: ignore[arg-type]
    assert client.get(old)["Location"] == f"/community/t/{topic.pk}/the-pump-of-a-one-hums/"


def test_who_writes_follows_and_hears_of_the_next_post_unless_they_muted_it(agent: User) -> None:
    topic = make_topic()
    make_answer(topic, by=agent)
    assert Notification.objects.count() == 0
    post = make_answer(topic)
    news = Notification.objects.get(user=agent)
    assert (news.kind, news.path) == ("community", post.get_absolute_url())
    follow_topic(topic, by=agent, follow=False)
    make_answer(topic, by=agent)
    make_answer(topic)
    assert Notification.objects.count() == 1


def test_following_shows_what_is_new_since_one_read(client: Client) -> None:
    member, topic = make_member(), make_topic("Which burrs fit")
    follow_topic(topic, by=member, follow=True)
    client.force_login(member)
    ours = {"Origin": "http://testserver"}
    client.post(f"/community/t/{topic.pk}/visits/", {"number": 1, "seconds": 0}, headers=ours)
    assert "New posts" not in client.get("/community/?show=following").content.decode()
    make_answer(topic)
    assert "New posts" in client.get("/community/?show=following").content.decode()
    client.post(f"/community/t/{topic.pk}/visits/", {"number": 2, "seconds": 40}, headers=ours)
    assert "New posts" not in client.get("/community/?show=following").content.decode()
    assert TopicReader.objects.get(user=member).read_number == 2


def test_a_draft_waits_until_it_is_sent(client: Client) -> None:
    member, topic = make_member(), make_topic()
    client.force_login(member)
    assert b"Draft saved" in client.post("/community/drafts/", {"topic": topic.pk, "body": "Half a thou"}).content
    assert "Half a thou" in client.get(topic.get_absolute_url()).content.decode()
    client.post("/community/drafts/", {"title": "A new question", "body": "Half", "forum": topic.forum.slug})
    assert "A new question" in client.get("/community/new/").content.decode()
    add_post(topic, by=member, body="A whole thought")
    assert [draft.topic for draft in PostDraft.objects.all()] == [None]


def test_a_question_that_needs_more_has_it_once_its_author_writes(agent: User) -> None:
    topic = ask_for_more(make_topic(), by=agent, needed=True)
    make_answer(topic)
    topic.refresh_from_db()
    assert topic.needs_info_at
    make_answer(topic, by=topic.author)
    topic.refresh_from_db()
    assert topic.needs_info_at is None


def test_a_thin_question_is_not_for_search_engines(client: Client) -> None:
    old = make_topic(at=timezone.now() - timedelta(days=31))
    assert "noindex" in client.get(old.get_absolute_url()).content.decode()
    make_answer(old)
    page = client.get(old.get_absolute_url()).content.decode()
    assert "noindex" not in page
    assert '"@type": "QAPage"' in page
    assert f'<link rel="canonical" href="http://localhost:8000{old.get_absolute_url()}">' in page


def test_the_page_of_a_post_is_found_however_deep(client: Client) -> None:
    topic = make_topic()
    for number in range(44):
        make_answer(topic, f"Answer {number}", by=topic.author)
    last = Post.objects.get(topic=topic, number=45)
    assert client.get(last.get_absolute_url())["Location"] == f"{topic.get_absolute_url()}?page=3#post-45"
    page = client.get(f"{topic.get_absolute_url()}?page=3").content.decode()
    assert 'id="post-45"' in page
    assert 'id="post-40"' not in page
    assert client.get(f"{topic.get_absolute_url()}?page=4").status_code == 404
    assert client.get(f"{topic.get_absolute_url()}?page=x").status_code == 404


def test_lists_page_by_key_there_and_back(client: Client) -> None:
    forum, author = make_forum(), make_member()
    now = timezone.now()
    for number in range(45):
        make_topic(f"Question number {number:02}", forum=forum, by=author, at=now - timedelta(minutes=number))

    def shown(url: str) -> list[str]:
        page = client.get(f"/community/{url}")
        titles = [topic.title[-2:] for topic in page.context["topics"]]
        keys.update(newer=page.context["page"].newer, older=page.context["page"].older)
        return titles

    keys: dict[str, str] = {}
    first = shown("")
    assert (first[0], first[-1], keys["newer"]) == ("00", "19", "")
    second = shown(f"?before={keys['older']}")
    assert (second[0], second[-1]) == ("20", "39")
    back = keys["newer"]
    assert shown(f"?before={keys['older']}") == ["40", "41", "42", "43", "44"]
    assert keys["older"] == ""
    assert shown(f"?after={back}") == first
    assert shown("?before=nonsense") == first


def test_a_key_used_again_in_another_topic_is_another_post() -> None:
    one, other, author = make_topic(), make_topic(), make_member()
    first = make_answer(one, "Bleed it.", by=author, key="k")
    assert make_answer(one, "Bleed it.", by=author, key="k") == first
    second = make_answer(other, "Descale it.", by=author, key="k")
    assert (second.topic, second.body) == (other, "Descale it.")
