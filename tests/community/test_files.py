"""Pictures and files of posts: who may add which, who sees them, and what becomes of those nobody posts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Organization, User
from community.errors import CommunityError
from community.models import PostFile
from community.operations.drafting import save_draft
from community.operations.editing import edit_post, remove_post
from community.operations.filing import MOST_WAITING, forget_unposted, store_file
from community.operations.merging import merge_topics
from community.operations.posting import add_post
from community.operations.taking_up import take_up
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.lib.test_traces import SECRET, chunk, exif, jpeg, png

pytestmark = pytest.mark.django_db

PICTURE = png(chunk(b"IDAT", b"drawn"))


def upload(client: Client, content: bytes = PICTURE, name: str = "wand.png") -> Any:
    return client.post("/community/files/", {"file": SimpleUploadedFile(name, content, "image/png")})


def fetch(client: Client, file: PostFile) -> Any:
    answer: Any = client.get(file.address)
    if answer.streaming:
        # Read to its end, it is closed.
        b"".join(answer.streaming_content)
    return answer


def test_a_picture_comes_into_a_post_and_is_shown_to_its_readers(client: Client) -> None:
    member = make_member()
    client.force_login(member)
    words = upload(client).json()["markdown"]
    file = PostFile.objects.get()
    assert words == f"![wand](/community/files/{file.token}/wand.png)"
    assert fetch(client, file).status_code == 200
    topic = make_topic()
    client.logout()
    assert fetch(client, file).status_code == 302
    post = add_post(topic, by=member, body=f"Look:\n\n{words}")
    assert f'<img src="{file.address}"' in post.html
    shown = fetch(client, file)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]


def test_what_a_photograph_tells_of_its_maker_is_not_kept() -> None:
    file = store_file(by=make_member(), name="here.jpg", content=jpeg(exif(6)))
    with file.file.open("rb") as stored:
        assert SECRET not in stored.read()


@pytest.mark.parametrize(
    ("level", "content", "taken"),
    [
        (0, PICTURE, True),
        (0, b"a log", False),
        (1, b"a log", True),
        (1, b"MZ\x90\x00", False),
        (1, b"<svg onload=alert(1)>\x00", False),
        (1, b"\xff\xd8\xffdamaged", False),
    ],
)
def test_trust_and_the_first_bytes_decide_what_may_be_added(
    client: Client, level: int, content: bytes, taken: bool
) -> None:
    client.force_login(make_member(level=level))
    assert upload(client, content).status_code == (201 if taken else 422)
    assert PostFile.objects.exists() == taken


def test_a_page_that_came_as_a_picture_is_saved_and_never_shown(client: Client) -> None:
    client.force_login(make_member())
    upload(client, b"<script>alert(1)</script>", "page.html")
    answer = fetch(client, PostFile.objects.get())
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_somebody_new_puts_one_picture_into_a_post() -> None:
    new, topic = make_member(level=0), make_topic()
    words = [store_file(by=new, name="a.png", content=PICTURE).markdown for _ in range(2)]
    with pytest.raises(CommunityError):
        add_post(topic, by=new, body="\n\n".join(words))
    assert not PostFile.objects.exclude(post=None).exists()
    assert add_post(topic, by=new, body=words[0]).files.count() == 1


def test_nobody_takes_what_another_uploaded_into_their_own_post(client: Client) -> None:
    file = store_file(by=make_member(), name="a.png", content=PICTURE)
    add_post(make_topic(), by=make_member(), body=file.markdown)
    file.refresh_from_db()
    assert file.post is None
    assert fetch(client, file).status_code == 302


def test_files_have_the_readers_of_their_post(client: Client, agent: User, outsider: User, customer: User) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    customer.customer.organization = cafe
    customer.customer.save(update_fields=["organization"])
    forum = make_forum(visibility="organizations", organizations=[cafe])
    file = store_file(by=agent, name="a.png", content=PICTURE)
    post = add_post(make_topic(forum=forum, by=agent), by=agent, body=file.markdown)
    for user, status in ((None, 302), (outsider, 404), (customer, 200), (agent, 200)):
        client.logout()
        if user:
            client.force_login(user)
        assert fetch(client, file).status_code == status
    remove_post(post, by=agent)
    client.force_login(customer)
    assert fetch(client, file).status_code == 404


def test_files_go_where_their_post_goes(client: Client, agent: User) -> None:
    source, into = make_topic(), make_topic("The same question again")
    file = store_file(by=agent, name="a.png", content=PICTURE)
    add_post(source, by=agent, body=file.markdown)
    merge_topics(source, into=into, by=agent)
    assert fetch(client, file).status_code == 200


def test_a_change_adds_files_and_the_ticket_gets_copies(agent: User, customer: User) -> None:
    topic = make_topic(by=customer)
    file = store_file(by=customer, name="a.png", content=PICTURE)
    edit_post(topic.posts.get(), by=customer, body=f"With a picture {file.markdown}")
    copy = take_up(topic, by=agent).ticket.messages.get().attachments.get()
    assert (copy.name, copy.content_type) == ("a.png", "image/png")


def test_what_nobody_posts_is_thrown_away_but_not_what_a_draft_names() -> None:
    member = make_member()
    gone, drafted, posted = (store_file(by=member, name=f"{n}.png", content=PICTURE) for n in range(3))
    make_answer(make_topic(), posted.markdown, by=member)
    save_draft(by=member, topic=None, title="My machine", body=drafted.markdown)
    assert forget_unposted() == 0
    assert forget_unposted(now=timezone.now() + timedelta(days=2)) == 1
    assert set(PostFile.objects.values_list("pk", flat=True)) == {drafted.pk, posted.pk}
    assert gone.pk not in PostFile.objects.values_list("pk", flat=True)


def test_who_uploads_without_end_is_asked_to_post_first() -> None:
    member = make_member()
    for _ in range(MOST_WAITING):
        store_file(by=member, name="a.png", content=PICTURE)
    with pytest.raises(CommunityError) as refusal:
        store_file(by=member, name="a.png", content=PICTURE)
    assert refusal.value.status == 429


def test_strangers_and_those_who_may_not_write_add_nothing(client: Client, light_agent: User) -> None:
    assert upload(client).status_code == 302
    client.force_login(light_agent)
    assert upload(client).status_code == 403
    client.force_login(make_member())
    assert client.post("/community/files/").status_code == 422
    assert not PostFile.objects.exists()
