"""Put a policy out of force that asks for something that is gone, and tell the administrators."""

from __future__ import annotations

from accounts.models import Notification, User
from accounts.operations.auditing import audit
from accounts.operations.notifying import Notice, notify_all
from tickets.conditions import Use, validate
from tickets.models import SlaPolicy


def disable_policy(policy: SlaPolicy, reason: str) -> bool:
    """Let a policy promise nothing until somebody mends it, for a reason people can read; False when it is so already.

    Its open clocks go to the next policy that fits within a beat (operations/timekeeping.py).
    """
    # The version that was read: somebody may have mended it since.
    if not SlaPolicy.objects.in_force().filter(pk=policy.pk, version=policy.version).update(disabled_reason=reason):
        return False
    audit(policy, "disabled", by=None, before={"active": True}, after={"active": False, "reason": reason})
    text = f"The SLA policy “{policy.name}” was switched off: {reason}"
    admins = User.objects.filter(is_active=True, role=User.Role.ADMIN)
    key = f"policy:{policy.pk}:{policy.version}"
    notify_all([Notice(admin, Notification.Kind.RULE_DISABLED, key, text) for admin in admins])
    return True


def disable_broken_policies() -> int:
    """Put every policy out of force that names something deleted; return how many. The beat looks once a minute."""
    disabled = 0
    for policy in SlaPolicy.objects.in_force():
        if errors := validate(policy.conditions, Use.POLICY):
            disabled += disable_policy(policy, errors[0])
    return disabled
