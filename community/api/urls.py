from __future__ import annotations

from django.urls import path

from community.api import governing, moving, reach, views

urlpatterns = [
    path("community/forums/", views.ForumList.as_view(), name="api_forums"),
    path("community/moderation/", governing.ModerationQueue.as_view(), name="api_community_queue"),
    path("community/posts/<int:pk>/decision/", governing.Decision.as_view(), name="api_community_decision"),
    path("community/settings/", governing.Settings.as_view(), name="api_community_settings"),
    path("community/topics/", views.TopicList.as_view(), name="api_topics"),
    path("community/topics/<int:pk>/", views.TopicDetail.as_view(), name="api_topic"),
    path("community/topics/<int:pk>/posts/", views.PostList.as_view(), name="api_topic_posts"),
    path("community/topics/<int:pk>/vote/", views.TopicVotes.as_view(), name="api_topic_vote"),
    path("community/topics/<int:pk>/merge/", moving.Merging.as_view(), name="api_topic_merge"),
    path("community/topics/<int:pk>/split/", moving.Splitting.as_view(), name="api_topic_split"),
    path("community/moves/<int:pk>/", moving.MoveDetail.as_view(), name="api_topic_move"),
    path("community/topics/<int:pk>/following/", reach.TopicLevel.as_view(), name="api_topic_following"),
    path("community/forums/<slug:slug>/following/", reach.ForumLevel.as_view(), name="api_forum_following"),
    path("community/tags/<slug:tag>/following/", reach.TagLevel.as_view(), name="api_tag_following"),
    path("community/notices/", reach.NoticeList.as_view(), name="api_community_notices"),
    path("community/notices/readings/", reach.NoticeReadings.as_view(), name="api_community_notice_readings"),
    path("community/mail-wishes/", reach.MailWishes.as_view(), name="api_community_mail_wishes"),
    path("community/mail/", reach.Reach.as_view(), name="api_community_reach"),
    path("community/posts/<int:pk>/vote/", views.PostVotes.as_view(), name="api_post_vote"),
    path("community/posts/<int:pk>/acceptance/", views.Acceptance.as_view(), name="api_post_acceptance"),
]
