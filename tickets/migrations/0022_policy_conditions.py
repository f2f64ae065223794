from typing import Any

from django.db import migrations, models
from django.utils import timezone

# Lists of keys, as policies kept them, and the conditions that ask the same.
FIELDS = {
    "priority": ("priority", "is"),
    "channel": ("channel", "is"),
    "type": ("type", "is"),
    "team": ("team", "is"),
    "organization": ("organization", "is"),
    "tag": ("tags", "any_of"),
}
LISTS = {asked: name for name, asked in FIELDS.items()}


def as_tree(lists: dict[str, list[Any]]) -> dict[str, Any]:
    """Each list that is not empty must hold the ticket's value; none at all is every ticket."""
    asked = [
        {"field": FIELDS[name][0], "op": FIELDS[name][1], "value": lists[name]} for name in FIELDS if lists.get(name)
    ]
    return {"match": "all", "conditions": asked} if asked else {}


def as_lists(tree: dict[str, Any]) -> dict[str, list[Any]] | None:
    """Return the lists a tree came from; None for one that lists cannot say."""
    asked = tree.get("conditions", [])
    lists: dict[str, list[Any]] = {}
    for item in asked:
        name = LISTS.get((item.get("field"), item.get("op")))
        if name is None or name in lists or (tree["match"] == "any" and len(asked) > 1):
            return None
        lists[name] = item["value"]
    return lists


def to_trees(apps: Any, _schema: Any) -> None:
    policies = apps.get_model("tickets", "SlaPolicy").objects
    for policy in policies.exclude(conditions={}):
        policies.filter(pk=policy.pk).update(conditions=as_tree(policy.conditions), version=models.F("version") + 1)


def to_lists(apps: Any, _schema: Any) -> None:
    """A policy that lists cannot say is put out of use: it must not promise its times to everybody."""
    policies = apps.get_model("tickets", "SlaPolicy").objects
    for policy in policies.exclude(conditions={}):
        lists = as_lists(policy.conditions)
        retired_at = policy.retired_at or (timezone.now() if lists is None else None)
        policies.filter(pk=policy.pk).update(
            conditions=lists or {}, retired_at=retired_at, version=models.F("version") + 1
        )
    policies.exclude(disabled_reason="").update(retired_at=timezone.now())


class Migration(migrations.Migration):
    """Policies ask for tickets by the conditions rules and views use."""

    dependencies = [("tickets", "0021_rating_given")]

    operations = [
        migrations.AddField(
            model_name="slapolicy",
            name="disabled_reason",
            field=models.TextField(blank=True, default="", db_default=""),
        ),
        migrations.RunPython(to_trees, to_lists),
    ]
