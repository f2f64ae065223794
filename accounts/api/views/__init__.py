from accounts.api.views.availability import MyAvailability
from accounts.api.views.calendars import CalendarList
from accounts.api.views.customers import CustomerDetail, CustomerList
from accounts.api.views.me import Me
from accounts.api.views.routing import TeamRouting
from accounts.api.views.teams import AgentList, TeamList
from accounts.api.views.tokens import TokenDetail, TokenList

__all__ = [
    "AgentList",
    "CalendarList",
    "CustomerDetail",
    "CustomerList",
    "Me",
    "MyAvailability",
    "TeamList",
    "TeamRouting",
    "TokenDetail",
    "TokenList",
]
