"""Who may come in at all; what they see then begins at `visible_to`, what they do at the operations."""

from __future__ import annotations

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class IsAdmin(BasePermission):
    message = "Only administrators may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and request.user.is_admin)


class IsAgent(BasePermission):
    message = "Only agents may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and request.user.is_agent)


class AgentsReadAdminsWrite(BasePermission):
    """Settings: whoever works at the desk reads them, administrators change them."""

    message = "Only administrators may change settings."

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        return bool(user.is_authenticated and (user.is_agent if request.method in SAFE_METHODS else user.is_admin))
