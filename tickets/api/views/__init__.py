from tickets.api.views.asking import (
    CustomFieldDetail,
    CustomFieldList,
    RequestTypeDetail,
    RequestTypeList,
    TicketFields,
)
from tickets.api.views.attachments import AttachmentContent, AttachmentDetail, AttachmentList
from tickets.api.views.bulk import BulkCancellation, BulkDetail, BulkList, BulkTicketList
from tickets.api.views.changes import AssignmentView, PriorityView, SnoozeView, StatusView, TagsView, TeamView
from tickets.api.views.departures import DepartureView
from tickets.api.views.events import EventList
from tickets.api.views.followers import FollowerDetail, FollowerList
from tickets.api.views.links import LinkDetail, LinkList, SplitView
from tickets.api.views.macros import MacroDetail, MacroList, TicketMacro
from tickets.api.views.merges import MergeView
from tickets.api.views.messages import MessageDetail, MessageList
from tickets.api.views.notifications import NotificationList, ReadingList
from tickets.api.views.policies import SlaPolicyDetail, SlaPolicyList, SlaPolicyTrial
from tickets.api.views.ratings import RatingList, RatingSettingsView
from tickets.api.views.rules import (
    RuleDetail,
    RuleList,
    RulePosition,
    RuleRehearsal,
    RuleRunList,
    RuleVocabulary,
)
from tickets.api.views.saved_views import SavedViewDetail, SavedViewList
from tickets.api.views.search import SearchView
from tickets.api.views.sides import SideList, SideMessageList
from tickets.api.views.statuses import StatusDetail, StatusList
from tickets.api.views.tag_list import TagDetail, TagList, TagMergerView
from tickets.api.views.tickets import TicketDetail, TicketList
from tickets.api.views.webhooks import (
    WebhookDeliveryList,
    WebhookDeliveryRetry,
    WebhookDetail,
    WebhookList,
    WebhookSecret,
)

__all__ = [
    "AssignmentView",
    "AttachmentContent",
    "AttachmentDetail",
    "AttachmentList",
    "BulkCancellation",
    "BulkDetail",
    "BulkList",
    "BulkTicketList",
    "CustomFieldDetail",
    "CustomFieldList",
    "DepartureView",
    "EventList",
    "FollowerDetail",
    "FollowerList",
    "LinkDetail",
    "LinkList",
    "MacroDetail",
    "MacroList",
    "MergeView",
    "MessageDetail",
    "MessageList",
    "NotificationList",
    "PriorityView",
    "RatingList",
    "RatingSettingsView",
    "ReadingList",
    "RequestTypeDetail",
    "RequestTypeList",
    "RuleDetail",
    "RuleList",
    "RulePosition",
    "RuleRehearsal",
    "RuleRunList",
    "RuleVocabulary",
    "SavedViewDetail",
    "SavedViewList",
    "SearchView",
    "SideList",
    "SideMessageList",
    "SlaPolicyDetail",
    "SlaPolicyList",
    "SlaPolicyTrial",
    "SnoozeView",
    "SplitView",
    "StatusDetail",
    "StatusList",
    "StatusView",
    "TagDetail",
    "TagList",
    "TagMergerView",
    "TagsView",
    "TeamView",
    "TicketDetail",
    "TicketFields",
    "TicketList",
    "TicketMacro",
    "WebhookDeliveryList",
    "WebhookDeliveryRetry",
    "WebhookDetail",
    "WebhookList",
    "WebhookSecret",
]
