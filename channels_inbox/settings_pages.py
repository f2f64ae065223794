"""Every page of the settings: where it stands, and by which words it is found. A new page is one entry here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the settings. `key` marks it in the menu, `url` names its address."""

    key: str
    title: str
    sentence: str
    icon: str
    url: str
    group: str
    words: str = ""

    def answers(self, query: str) -> bool:
        """Tell whether each word of a query begins a word of this entry."""
        known = self.searched.split()
        return all(any(word.startswith(part) for word in known) for part in query.lower().split())

    @property
    def searched(self) -> str:
        return f"{self.title} {self.sentence} {self.words}".lower()


DESK, WORK, CHANNELS, SECURITY = "People", "Tickets", "Channels", "Security"

# Entries of one group stand together, in the order shown.
ENTRIES = (
    Entry(
        *("agents", "Agents", "Who works at the desk, what they see, and how somebody leaves."),
        *("user-round-cog", "agent_agents", DESK),
        words="people users colleagues invite login password deactivate administrator",
    ),
    Entry(
        *("roles", "Roles", "What administrators, agents and light agents may do."),
        *("shield-check", "agent_roles", DESK),
        words="permissions rights access administrator light",
    ),
    Entry(
        *("teams", "Teams", "Groups of agents that tickets go to."),
        *("users-round", "agent_teams", DESK),
        words="group department queue members calendar",
    ),
    Entry(
        *("statuses", "Statuses", "Your names for stages of work, and what comes after each."),
        *("circle-dot", "agent_statuses", WORK),
        words="state stage open resolved closed waiting pending category automatic",
    ),
    Entry(
        *("tags", "Tags", "Rename, merge and delete the words tickets are found by."),
        *("tags", "agent_tag_settings", WORK),
        words="label keyword merge rename",
    ),
    Entry(
        *("fields", "Fields", "What you want to know of tickets: a serial number, an order, a model."),
        *("text-cursor-input", "agent_fields", WORK),
        words="custom field attribute dropdown choice number date checkbox form",
    ),
    Entry(
        *("request_types", "Request types", "What customers choose on the contact form, and what it asks them."),
        *("list-checks", "agent_request_types", WORK),
        words="forms contact form topics category questions customers portal",
    ),
    Entry(
        *("assignment", "Assignment", "How the tickets of a team find a person."),
        *("user-round-check", "agent_assignment_settings", WORK),
        words="round robin least busy capacity routing distribution online away offline queue",
    ),
    Entry(
        *("rules", "Rules", "What the desk does by itself: when something happens, or when time has passed."),
        *("workflow", "agent_rules", WORK),
        words="trigger automation condition action rehearse timed escalate",
    ),
    Entry(
        *("macros", "Macros", "What agents do again and again, at one key; snippets of text too."),
        *("zap", "agent_macros", WORK),
        words="snippet canned response template text reply",
    ),
    Entry(
        *("policies", "SLA policies", "How soon we answer and resolve, and for whom."),
        *("timer", "agent_policies", WORK),
        words="promises targets clocks due breach response resolution priority",
    ),
    Entry(
        *("calendars", "Calendars", "Opening hours, public holidays, and days that differ."),
        *("calendar-days", "agent_calendars", WORK),
        words="business hours opening closed time zone holiday",
    ),
    Entry(
        *("reviewers", "Reviewers", "Who decides which articles readers see, in which language."),
        *("book-open-check", "agent_reviewers", WORK),
        words="knowledge base articles approve review translation help centre",
    ),
    Entry(
        *("ratings", "Ratings", "What customers are asked when their ticket is solved."),
        *("star", "agent_rating_settings", WORK),
        words="satisfaction csat survey feedback score reasons question",
    ),
    Entry(
        *("help_centre", "Help centre", "Its colour and logo, and when it suggests answers."),
        *("life-buoy", "agent_help_centre", CHANNELS),
        words="brand logo colour portal knowledge suggestions deflection holdout visits",
    ),
    Entry(
        *("status_page", "Status page", "What it shows, in which order, and words kept ready for a bad hour."),
        *("activity", "agent_status_page", CHANNELS),
        words="incident maintenance component uptime outage template subscribe public",
    ),
    Entry(
        *("search", "Search", "Words that mean the same, and what people do not find."),
        *("search", "agent_search_settings", CHANNELS),
        words="synonyms stop words knowledge base help centre articles no results",
    ),
    Entry(
        *(
            "community",
            "Community",
            "Forums, who reads and writes there, what trust asks for, and what keeps spam out.",
        ),
        *("users", "community_settings", CHANNELS),
        words="forum topics ideas roadmap trust levels moderation spam words domains",
    ),
    Entry(
        *("channels", "Channels", "The ways customers reach us, where each leads, and how it does."),
        *("plug", "agent_channels", CHANNELS),
        words="email mailbox form address smtp imap trouble whatsapp messenger instagram telegram sms twilio api phone",
    ),
    Entry(
        *(
            "bots",
            "Answer bots",
            "Who greets people in a widget or a messenger: flows, edited and tried in the browser.",
        ),
        *("sparkle", "agent_bots", CHANNELS),
        words="chatbot automation flow scripted widget hand-off",
    ),
    Entry(
        *("faqs", "Questions and answers", "What visitors ask again and again, and what the bot answers."),
        *("book-open", "agent_faqs", CHANNELS),
        words="faq bot knowledge questions wordings",
    ),
    Entry(
        *("phone", "Phone menus", "What callers hear before somebody answers, edited and tried in the browser."),
        *("phone", "agent_phone_lines", CHANNELS),
        words="ivr telephone calls voice voicemail keys simulator twilio cti queue callback",
    ),
    Entry(
        *("widgets", "Chat widgets", "The chat on your sites: its looks, its words, what it asks, who may write."),
        *("message-circle", "agent_widgets", CHANNELS),
        words="live chat site script embed launcher colour pre-chat identity visitor origin",
    ),
    Entry(
        *("announcements", "Messages", "What you tell visitors and readers where they are: banners, bubbles, news."),
        *("megaphone", "agent_announcements", CHANNELS),
        words="announcement in-app banner bubble modal popup news feed proactive campaign holdout",
    ),
    Entry(
        *("reach_outs", "Reach-outs", "Follow-ups and reminders some days after a solved ticket, an order, a booking."),
        *("send", "agent_reach_outs", CHANNELS),
        words="proactive campaign follow-up reminder consent unsubscribe quiet hours event purchase booking",
    ),
    Entry(
        *("webhooks", "Webhooks", "Programs that rules tell of a ticket, and whether it arrived."),
        *("webhook", "agent_webhooks", CHANNELS),
        words="http integration program api signature secret",
    ),
    Entry(
        *("quarantine", "Quarantine", "Mail nobody could read yet: why, and another try."),
        *("mail-x", "agent_quarantine", CHANNELS),
        words="email broken unreadable failed raw",
    ),
    Entry(
        *("letters", "Notification mail", "Mail to colleagues that did not get through, and another try."),
        *("mail-warning", "agent_letters", CHANNELS),
        words="email failed letters digest notify trouble",
    ),
    Entry(
        *("monitors", "Monitors", "What is watched for you: pages, ports, names, jobs, mail; and how it does."),
        *("heart-pulse", "agent_monitors", CHANNELS),
        words="uptime check http tcp dns heartbeat cron alertmanager prometheus latency certificate status page",
    ),
    Entry(
        *("subscribers", "Subscribers", "Who hears of incidents, by mail or webhook, and whether it arrived."),
        *("bell-ring", "agent_subscribers", CHANNELS),
        words="status page incidents notify email webhook rss updates",
    ),
    Entry(
        *("audit", "Audit log", "Who changed which setting, and from what to what."),
        *("history", "agent_audit", SECURITY),
        words="history changes who when before after",
    ),
)


def grouped(entries: Iterable[Entry] = ENTRIES) -> list[tuple[str, list[Entry]]]:
    return [(name, list(found)) for name, found in groupby(entries, key=lambda entry: entry.group)]


def found(query: str) -> list[Entry]:
    return [entry for entry in ENTRIES if entry.answers(query)]
