from tickets.models.article import TicketArticle
from tickets.models.attachment import Attachment
from tickets.models.bulk import BulkItem, BulkJob
from tickets.models.clock import SlaClock, SlaEvent
from tickets.models.custom_field import CustomField
from tickets.models.draft import Draft
from tickets.models.event import Event
from tickets.models.follower import Follower, Mention
from tickets.models.incident import AnsweredIncident, IncidentAnswer, IncidentAnswering, IncidentTicket
from tickets.models.link import TicketLink
from tickets.models.macro import Macro
from tickets.models.merge import TicketMerge
from tickets.models.message import HtmlBody, Message
from tickets.models.participant import Participant
from tickets.models.passage import Passage
from tickets.models.rating import Rating, RatingAnswer, RatingSettings
from tickets.models.request_type import RequestType, RequestTypeField
from tickets.models.rework import Rework
from tickets.models.rule import Rule, RuleRun, RuleTimer
from tickets.models.side import SideConversation, SideMessage
from tickets.models.sla import Metric, Mode, SlaPolicy, SlaTarget
from tickets.models.snooze import Snooze
from tickets.models.status import Status
from tickets.models.tag import Tag
from tickets.models.ticket import Ticket
from tickets.models.view import SavedView
from tickets.models.visit import Visit
from tickets.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AnsweredIncident",
    "Attachment",
    "BulkItem",
    "BulkJob",
    "CustomField",
    "Draft",
    "Event",
    "Follower",
    "HtmlBody",
    "IncidentAnswer",
    "IncidentAnswering",
    "IncidentTicket",
    "Macro",
    "Mention",
    "Message",
    "Metric",
    "Mode",
    "Participant",
    "Passage",
    "Rating",
    "RatingAnswer",
    "RatingSettings",
    "RequestType",
    "RequestTypeField",
    "Rework",
    "Rule",
    "RuleRun",
    "RuleTimer",
    "SavedView",
    "SideConversation",
    "SideMessage",
    "SlaClock",
    "SlaEvent",
    "SlaPolicy",
    "SlaTarget",
    "Snooze",
    "Status",
    "Tag",
    "Ticket",
    "TicketArticle",
    "TicketLink",
    "TicketMerge",
    "Visit",
    "Webhook",
    "WebhookDelivery",
]
