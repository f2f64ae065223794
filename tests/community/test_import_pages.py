"""The page of imports: an administrator sends a file, a worker takes it in, and the page says what became of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEntry, User
from community.models import CommunityImport, Topic
from community.operations.taking_in import take_in_waiting
from tests.community.test_importing import ALL
from tests.community.writing import make_topic

pytestmark = pytest.mark.django_db

PAGE = "/agent/settings/community/import/"


def file(rows: list[dict[str, Any]] = ALL, *, more: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile("old.jsonl", ("\n".join(map(json.dumps, rows)) + more).encode())


def send(client: Client, **data: Any) -> Any:
    return client.post(PAGE, {"format": "jsonl", **data})


def test_a_file_waits_is_taken_in_and_is_gone(client: Client, admin: User, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    assert send(client, file=file()).status_code == 302
    row = CommunityImport.objects.get()
    state = f"{PAGE}{row.pk}/"
    assert "Waits" in client.get(state).content.decode()
    assert list(tmp_path.rglob("*.import"))
    assert take_in_waiting() == 1
    assert take_in_waiting() == 0
    page = client.get(state).content.decode()
    assert "1 topics, 2 posts" in page
    assert "hx-get" not in page
    assert Topic.objects.get().title == "The pump hums"
    assert not list(tmp_path.rglob("*.import"))
    assert AuditEntry.objects.filter(kind="communityimport", by=admin).exists()


def test_a_file_that_takes_its_worker_with_it_is_given_up(
    client: Client, admin: User, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    send(client, file=file())
    CommunityImport.objects.update(state="running", written={"begun": 3})
    take_in_waiting()
    assert "never finished" in client.get(PAGE).content.decode()
    assert not Topic.objects.exists()


def test_a_broken_file_is_told_by_line(client: Client, admin: User, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(admin)
    send(client, file=file(more="\n{<b>"))
    take_in_waiting()
    page = client.get(PAGE).content.decode()
    assert "Nothing was taken in" in page
    assert "<code>line 8</code> It is no JSON object" in page
    assert not Topic.objects.exists()


def test_no_file_an_empty_one_and_one_too_large_are_refused(client: Client, admin: User, settings: Any) -> None:
    client.force_login(admin)
    assert "Choose a file first" in send(client).content.decode()
    assert "empty" in send(client, file=SimpleUploadedFile("no.jsonl", b"")).content.decode()
    settings.UPLOAD_MAX_BYTES = 10
    refused = send(client, file=file())
    assert refused.status_code == 422
    assert "manage.py import_community" in refused.content.decode()
    assert not CommunityImport.objects.exists()


@pytest.mark.parametrize("who", ["customer", "agent", "light_agent"])
def test_files_go_in_and_out_for_administrators_alone(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}1/").status_code == 404
    assert client.post("/agent/settings/community/export/").status_code == 404


def test_the_export_of_the_page_is_written_down(client: Client, admin: User) -> None:
    topic = make_topic()
    client.force_login(admin)
    answer = client.post("/agent/settings/community/export/")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert topic.title in {json.loads(line).get("title") for line in lines}
    assert AuditEntry.objects.filter(action="exported", by=admin).exists()


def test_both_commands_do_what_the_page_does(admin: User, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "old.jsonl"
    source.write_bytes(file().read())
    call_command("import_community", str(source))
    assert "1 topics" in capsys.readouterr().out
    call_command("export_community", str(tmp_path / "new.jsonl"))
    assert "The pump hums" in (tmp_path / "new.jsonl").read_text()
    with pytest.raises(CommandError):
        call_command("export_community", str(source))
    source.write_text("{")
    with pytest.raises(CommandError, match="line 1"):
        call_command("import_community", str(source))
