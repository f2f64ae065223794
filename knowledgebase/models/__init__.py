from knowledgebase.models.announcement import Announcement, AnnouncementReader
from knowledgebase.models.article import Article
from knowledgebase.models.article_file import ArticleFile
from knowledgebase.models.category import Category, CategoryName
from knowledgebase.models.component import Component, ComponentGroup
from knowledgebase.models.component_status import ComponentStatus
from knowledgebase.models.event import ArticleEvent
from knowledgebase.models.flag import ArticleFlag
from knowledgebase.models.help_centre import HelpCentre
from knowledgebase.models.incident import Incident, IncidentComponent
from knowledgebase.models.incident_template import IncidentTemplate
from knowledgebase.models.incident_update import IncidentCorrection, IncidentUpdate
from knowledgebase.models.monitor import Monitor
from knowledgebase.models.monitor_check import MonitorCheck, MonitorHour
from knowledgebase.models.reviewer import Reviewer
from knowledgebase.models.revision import Revision, Significance
from knowledgebase.models.search import SearchEntry, SearchLanguage, SearchSettings, SearchWord
from knowledgebase.models.status_page import StatusPage
from knowledgebase.models.subscriber import Subscriber, SubscriberDelivery
from knowledgebase.models.translation import OldSlug, Translation
from knowledgebase.models.visibility import Visibility, strictest
from knowledgebase.models.visit import Visit
from knowledgebase.models.vote import Vote

__all__ = [
    "Announcement",
    "AnnouncementReader",
    "Article",
    "ArticleEvent",
    "ArticleFile",
    "ArticleFlag",
    "Category",
    "CategoryName",
    "Component",
    "ComponentGroup",
    "ComponentStatus",
    "HelpCentre",
    "Incident",
    "IncidentComponent",
    "IncidentCorrection",
    "IncidentTemplate",
    "IncidentUpdate",
    "Monitor",
    "MonitorCheck",
    "MonitorHour",
    "OldSlug",
    "Reviewer",
    "Revision",
    "SearchEntry",
    "SearchLanguage",
    "SearchSettings",
    "SearchWord",
    "Significance",
    "StatusPage",
    "Subscriber",
    "SubscriberDelivery",
    "Translation",
    "Visibility",
    "Visit",
    "Vote",
    "strictest",
]
