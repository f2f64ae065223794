from accounts.api.views.agents import AgentDetail, AgentList
from accounts.api.views.availability import MyAvailability
from accounts.api.views.calendars import CalendarDetail, CalendarList
from accounts.api.views.customers import CustomerDetail, CustomerList
from accounts.api.views.me import Me
from accounts.api.views.routing import TeamRouting
from accounts.api.views.teams import TeamDetail, TeamList
from accounts.api.views.tokens import TokenDetail, TokenList
from accounts.api.views.wishes import MyNotificationPreferences

__all__ = [
    "AgentDetail",
    "AgentList",
    "CalendarDetail",
    "CalendarList",
    "CustomerDetail",
    "CustomerList",
    "Me",
    "MyAvailability",
    "MyNotificationPreferences",
    "TeamDetail",
    "TeamList",
    "TeamRouting",
    "TokenDetail",
    "TokenList",
]
