"""Switch off a rule that asks for something that is gone, and tell the administrators."""

from __future__ import annotations

from accounts.models import Notification, User
from accounts.operations.auditing import audit
from accounts.operations.notifying import Notice, notify_all
from tickets import conditions
from tickets.conditions import Use
from tickets.models import Rule, Ticket
from tickets.rules.actions import check_actions

Kind = Notification.Kind


def stop_rule(rule: Rule, reason: str) -> bool:
    """Switch a rule off for a reason people can read; False when it is off already."""
    # The version that was read: somebody may have mended it since.
    read = Rule.objects.filter(pk=rule.pk, version=rule.version, active=True)
    if not read.update(active=False, disabled_reason=reason):
        return False
    audit(rule, "disabled", by=None, before={"active": True}, after={"active": False, "reason": reason})
    _tell(Kind.RULE_DISABLED, f"rule:{rule.pk}:{rule.version}", f"The rule “{rule.name}” was switched off: {reason}")
    return True


def stop_broken_rules() -> int:
    """Switch off every rule that names something deleted; return how many. The beat looks once a minute."""
    stopped = 0
    for rule in Rule.objects.filter(active=True):
        use = Use.TRIGGER if rule.kind == Rule.Kind.TRIGGER else Use.TIMED
        errors = [*conditions.validate(rule.conditions, use), *check_actions(rule.actions)]
        if errors:
            stopped += stop_rule(rule, errors[0])
    return stopped


def tell_of_loop(rule: Rule, ticket: Ticket, words: str) -> None:
    """Tell the administrators of a loop, once for each version of the rule."""
    _tell(Kind.RULE, f"loop:{rule.pk}:{rule.version}", f"Rules go in a circle: {words}", ticket.number)


def _tell(kind: Kind, key: str, text: str, ticket_number: int | None = None) -> None:
    admins = User.objects.filter(is_active=True, role=User.Role.ADMIN)
    notify_all([Notice(admin, kind, key, text, ticket_number) for admin in admins])
