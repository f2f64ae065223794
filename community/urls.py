"""Addresses of the community, below /community/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.cache import cache_control

from community.feeds import TopicFeed
from community.views import (
    bridges,
    files,
    helping,
    lineage,
    lists,
    merging,
    moderation,
    people,
    posts,
    presenting,
    sharing,
    topics,
)

feed = cache_control(public=True, max_age=600)(TopicFeed())

urlpatterns = [
    path("", lists.index, name="community"),
    path("feed/", feed, name="community_feed"),
    path("forums/<slug:slug>/", lists.forum, name="community_forum"),
    path("forums/<slug:slug>/feed/", feed, name="community_forum_feed"),
    path("roadmap/", lists.roadmap, name="community_roadmap"),
    path("new/", topics.new, name="community_new"),
    path("files/", files.uploads, name="community_uploads"),
    path("files/<str:token>/<str:name>", files.file, name="community_file"),
    path("alike/", helping.alike, name="community_alike"),
    path("drafts/", helping.drafts, name="community_drafts"),
    path("moderation/", moderation.index, name="community_moderation"),
    path("moderation/log/", moderation.history, name="community_log"),
    path("moderation/log/<int:pk>/undoing/", moderation.undoing, name="community_undoing"),
    path("profile/", presenting.edit, name="community_profile"),
    path("people/<slug:handle>/", people.show, name="community_person"),
    path("people/<slug:handle>/level/", moderation.level, name="community_level"),
    path("people/<slug:handle>/calm/", moderation.calm, name="community_calm"),
    path("people/<slug:handle>/clearing/", moderation.clearing, name="community_clearing"),
    path("t/<int:pk>/", topics.show, name="community_topic_short"),
    path("t/<int:pk>/posts/", posts.answer, name="community_posts"),
    path("t/<int:pk>/news/", helping.news, name="community_news"),
    path("t/<int:pk>/visits/", helping.visits, name="community_visits"),
    path("t/<int:pk>/votes/", topics.votes, name="community_topic_votes"),
    path("t/<int:pk>/following/", topics.follow, name="community_following"),
    path("t/<int:pk>/pin/", topics.pin, name="community_pin"),
    path("t/<int:pk>/closure/", topics.closure, name="community_closure"),
    path("t/<int:pk>/need/", topics.need, name="community_need"),
    path("t/<int:pk>/settings/", topics.settle, name="community_settle"),
    path("t/<int:pk>/state/", topics.state, name="community_state"),
    path("t/<int:pk>/claim/", topics.claim, name="community_claim"),
    path("t/<int:pk>/ticket/", bridges.taking_up, name="community_taking_up"),
    path("t/<int:pk>/ticket/<int:number>/result/", bridges.result, name="community_result"),
    path("t/<int:pk>/merge/", merging.merge, name="community_merge"),
    path("t/<int:pk>/split/", merging.split, name="community_split"),
    path("moves/<int:pk>/undoing/", merging.undo, name="community_undo_move"),
    path("t/<int:pk>/<slug:slug>/", topics.show, name="community_topic"),
    path("tickets/<int:number>/", lineage.of_ticket, name="community_of_ticket"),
    path("tickets/<int:number>/topic/", sharing.propose, name="community_propose"),
    path("proposals/<int:pk>/withdrawal/", sharing.withdraw, name="community_withdraw"),
    path("shares/<str:token>/", sharing.share, name="community_share"),
    path("changes/", lineage.index, name="community_changes"),
    path("changes/<int:pk>/look/", lineage.look, name="community_look"),
    path("posts/<int:pk>/", posts.show, name="community_post"),
    path("posts/<int:pk>/text/", posts.edit, name="community_edit"),
    path("posts/<int:pk>/history/", posts.history, name="community_history"),
    path("posts/<int:pk>/acceptance/", posts.acceptance, name="community_acceptance"),
    path("posts/<int:pk>/votes/", posts.votes, name="community_post_votes"),
    path("posts/<int:pk>/removal/", posts.removal, name="community_removal"),
    path("posts/<int:pk>/flags/", moderation.flags, name="community_flags"),
    path("posts/<int:pk>/decision/", moderation.decision, name="community_decision"),
    path("posts/<int:pk>/article/", bridges.article, name="community_article"),
]
