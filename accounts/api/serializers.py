"""People as the API shows and takes them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import (
    ApiToken,
    Availability,
    AvailabilityState,
    Calendar,
    Customer,
    Identity,
    Organization,
    Team,
    User,
)
from helpdesk.api.fields import Input, Line, Query


class TeamSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["slug", "name"]


class CalendarSerializer(serializers.ModelSerializer[Calendar]):
    class Meta:
        model = Calendar
        fields = [
            *("id", "name", "time_zone", "hours", "country", "region", "holidays", "special", "is_default", "version"),
        ]


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    class Meta:
        model = Organization
        fields = ["id", "name"]


class AgentSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "name", "email", "availability"]


class AvailabilitySerializer(serializers.ModelSerializer[Availability]):
    class Meta:
        model = Availability
        fields = ["state", "chosen", "since", "reason"]


class AvailabilityChoice(Input):
    state = serializers.ChoiceField(choices=AvailabilityState.choices)


class LimitSerializer(Input):
    agent_id = serializers.IntegerField()
    limit = serializers.IntegerField(min_value=1, max_value=999)


class RoutingInput(Input):
    """`return_after` is in seconds, null never; `calendar` null is at any time; `capacity` null sets no limit."""

    assignment = serializers.ChoiceField(choices=Team.Assignment.choices)
    capacity = serializers.IntegerField(min_value=1, max_value=999, allow_null=True)
    calendar = serializers.PrimaryKeyRelatedField(queryset=Calendar.objects.all(), allow_null=True)
    return_after = serializers.IntegerField(min_value=1, max_value=30 * 24 * 3600, allow_null=True)
    limits = LimitSerializer(many=True)
    version = serializers.IntegerField()


class RoutingSerializer(serializers.ModelSerializer[Team]):
    limits = serializers.SerializerMethodField(help_text="Members whose limit is not the team's.")

    class Meta:
        model = Team
        fields = ["assignment", "capacity", "calendar", "return_after", "limits", "version"]

    def get_limits(self, team: Team) -> list[dict[str, int]]:
        limits: list[dict[str, int]] = self.context["limits"]
        return limits


class MeSerializer(serializers.ModelSerializer[User]):
    teams = TeamSerializer(many=True)
    customer_id = serializers.SerializerMethodField(help_text="The customer whose tickets are yours.")

    class Meta:
        model = User
        fields = ["id", "name", "email", "role", "ticket_scope", "time_zone", "language", "teams", "customer_id"]

    def get_customer_id(self, user: User) -> int | None:
        customer = Customer.objects.filter(user=user).only("pk").first()
        return customer.pk if customer else None


class IdentitySerializer(serializers.ModelSerializer[Identity]):
    verified = serializers.SerializerMethodField()

    class Meta:
        model = Identity
        fields = ["kind", "value", "is_primary", "verified"]

    def get_verified(self, identity: Identity) -> bool:
        return identity.verified_at is not None


class RequesterSerializer(serializers.ModelSerializer[Customer]):
    """A customer where a ticket names one."""

    name = serializers.CharField(source="display_name")
    email = serializers.CharField()

    class Meta:
        model = Customer
        fields = ["id", "name", "email"]


class CustomerSerializer(RequesterSerializer):
    organization = OrganizationSerializer(allow_null=True)
    identities = IdentitySerializer(many=True)

    class Meta:
        model = Customer
        fields = [
            "id",
            "name",
            "email",
            "title",
            "place",
            "time_zone",
            "language",
            "note",
            "organization",
            "identities",
            "created_at",
        ]

    def to_representation(self, customer: Customer) -> dict[str, Any]:
        shown = super().to_representation(customer)
        if not self.context["request"].user.is_agent:
            # What agents jot down about a person is theirs.
            del shown["note"]
        return shown


class CustomerQuery(Query):
    search = Line(required=False, max_length=100, help_text="Part of a name or an address, three letters at least.")
    email = Line(required=False, max_length=320, help_text="The whole address.")
    cursor = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)


class NewCustomer(Input):
    email = serializers.EmailField(max_length=254)
    name = Line(required=False, max_length=200, default="", allow_blank=True)
    phone = Line(required=False, max_length=40, default="", allow_blank=True)
    title = Line(required=False, max_length=120, default="", allow_blank=True)
    place = Line(required=False, max_length=120, default="", allow_blank=True)
    language = Line(required=False, max_length=16, default="", allow_blank=True)

    def validate_phone(self, phone: str) -> str:
        if phone and sum(c.isdigit() for c in phone) < 5:
            raise serializers.ValidationError("This is not a phone number.")
        return phone


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    class Meta:
        model = ApiToken
        fields = ["id", "name", "created_at", "last_used_at"]


class IssuedToken(TokenSerializer):
    secret = serializers.CharField(help_text="Shown this once. Send it as `Authorization: Bearer …`.")

    class Meta:
        model = ApiToken
        fields = [*TokenSerializer.Meta.fields, "secret"]


class NewToken(Input):
    name = Line(max_length=80, help_text="What it is for, so that you know which one to revoke.")
