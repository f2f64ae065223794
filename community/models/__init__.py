from community.models.change import LineageChange
from community.models.draft import PostDraft
from community.models.event import CommunityEvent
from community.models.flag import Flag
from community.models.forum import Forum
from community.models.idea import IdeaStep
from community.models.letter import CommunityLetter
from community.models.lineage import PostArticle, TopicTicket
from community.models.move import TopicMove
from community.models.notice import Notice
from community.models.origin import Origin
from community.models.place import PlaceWish
from community.models.post import Post, PostRevision
from community.models.post_file import PostFile
from community.models.profile import Profile, VisitedDay
from community.models.proposal import TopicProposal
from community.models.reach import ReachSettings, ReachWishes
from community.models.reading import TopicReader
from community.models.settings import CommunitySettings
from community.models.taking_in import CommunityImport
from community.models.topic import Topic
from community.models.votes import PostVote, TopicVote

__all__ = [
    "CommunityEvent",
    "CommunityImport",
    "CommunityLetter",
    "CommunitySettings",
    "Flag",
    "Forum",
    "IdeaStep",
    "LineageChange",
    "Notice",
    "Origin",
    "PlaceWish",
    "Post",
    "PostArticle",
    "PostDraft",
    "PostFile",
    "PostRevision",
    "PostVote",
    "Profile",
    "ReachSettings",
    "ReachWishes",
    "Topic",
    "TopicMove",
    "TopicProposal",
    "TopicReader",
    "TopicTicket",
    "TopicVote",
    "VisitedDay",
]
