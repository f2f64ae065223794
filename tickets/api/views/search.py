from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import CustomerSerializer
from helpdesk.api.fields import Line, Query
from helpdesk.api.permissions import IsAgent
from helpdesk.lib.search.grammar import LONGEST
from knowledgebase.api.search import FoundTextSerializer
from knowledgebase.search import Result, search
from tickets.api.access import person, visible
from tickets.api.serializers import TicketSerializer
from tickets.models import Ticket
from tickets.search import find
from tickets.search.missing import unheard_of
from tickets.search.people import find_people
from tickets.search.snippets import Snippet

TICKETS, PEOPLE, ANSWERS = 20, 10, 10


class SearchQuery(Query):
    q = Line(max_length=LONGEST, help_text="Words and operators, as in the desk's search.")


class FoundTicketSerializer(TicketSerializer):
    snippet = serializers.CharField(allow_null=True, help_text="A few words around what was found, as plain text.")

    class Meta:
        model = Ticket
        fields = [*TicketSerializer.Meta.fields, "snippet"]


class FoundMacroSerializer(serializers.Serializer[Result]):
    id = serializers.IntegerField(source="row.pk")
    name = serializers.CharField(source="row.name")
    score = serializers.FloatField(help_text="Higher is surer; above 0.43 it likely answers.")


class SearchResultSerializer(serializers.Serializer[Any]):
    notes = serializers.ListField(child=serializers.CharField(), help_text="What could not be read as meant.")
    tickets = FoundTicketSerializer(many=True)
    customers = CustomerSerializer(many=True)
    articles = FoundTextSerializer(many=True)
    macros = FoundMacroSerializer(many=True)


class SearchView(APIView):
    permission_classes = [IsAgent]

    @extend_schema(parameters=[SearchQuery], responses=SearchResultSerializer, tags=["search"])
    def get(self, request: Request) -> Response:
        """The first tickets, people, articles and macros for some words. For all tickets, ask `tickets/?q=`."""
        query = SearchQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        by, typed = person(request), query.validated_data["q"]
        found = find(visible(request), typed, by=by)
        rows = found.tickets.for_list().select_related("organization").order_by("-last_message_at", "-id")
        if found.words:
            rows = rows.annotate(snippet=Snippet(found.words))
        tickets = list(rows[:TICKETS])
        for ticket in tickets:
            ticket.snippet = getattr(ticket, "snippet", None)  # type: ignore[attr-defined]
        notes = found.notes if tickets else [*found.notes, *unheard_of(found.asked)]
        told = {"notes": notes, "tickets": tickets, "customers": find_people(typed, by=by)[:PEOPLE]}
        # Conditions are about tickets.
        sought = found.asked.typed if not found.asked.conditions else ""
        answers = search(by, sought, families=["article", "macro"], limit=ANSWERS).results if sought else []
        told["articles"] = [answer for answer in answers if answer.family == "article"]
        told["macros"] = [answer for answer in answers if answer.family == "macro"]
        return Response(SearchResultSerializer(told, context={"request": request}).data)
