from __future__ import annotations

from django.urls import path

from tickets.api import views

_TICKET = "tickets/<int:number>/"

urlpatterns = [
    path("tickets/", views.TicketList.as_view(), name="api_tickets"),
    path(_TICKET, views.TicketDetail.as_view(), name="api_ticket"),
    path(f"{_TICKET}messages/", views.MessageList.as_view(), name="api_messages"),
    path(f"{_TICKET}messages/<int:pk>/", views.MessageDetail.as_view(), name="api_message"),
    path(f"{_TICKET}events/", views.EventList.as_view(), name="api_events"),
    path(f"{_TICKET}assignment/", views.AssignmentView.as_view(), name="api_assignment"),
    path(f"{_TICKET}status/", views.StatusView.as_view(), name="api_status"),
    path(f"{_TICKET}priority/", views.PriorityView.as_view(), name="api_priority"),
    path(f"{_TICKET}team/", views.TeamView.as_view(), name="api_team"),
    path(f"{_TICKET}tags/", views.TagsView.as_view(), name="api_ticket_tags"),
    path(f"{_TICKET}snooze/", views.SnoozeView.as_view(), name="api_snooze"),
    path(f"{_TICKET}links/", views.LinkList.as_view(), name="api_links"),
    path(f"{_TICKET}links/<int:pk>/", views.LinkDetail.as_view(), name="api_link"),
    path(f"{_TICKET}split/", views.SplitView.as_view(), name="api_split"),
    path(f"{_TICKET}merge/", views.MergeView.as_view(), name="api_merge"),
    path(f"{_TICKET}followers/", views.FollowerList.as_view(), name="api_followers"),
    path(f"{_TICKET}followers/<int:user_id>/", views.FollowerDetail.as_view(), name="api_follower"),
    path("notifications/", views.NotificationList.as_view(), name="api_notifications"),
    path("notifications/readings/", views.ReadingList.as_view(), name="api_notification_readings"),
    path("bulk/", views.BulkList.as_view(), name="api_bulk"),
    path("bulk/<int:pk>/", views.BulkDetail.as_view(), name="api_bulk_job"),
    path("bulk/<int:pk>/cancellation/", views.BulkCancellation.as_view(), name="api_bulk_cancellation"),
    path("statuses/", views.StatusList.as_view(), name="api_statuses"),
    path("tags/", views.TagList.as_view(), name="api_tags"),
    path("sla-policies/", views.SlaPolicyList.as_view(), name="api_sla_policies"),
    path("ratings/", views.RatingList.as_view(), name="api_ratings"),
    path("rating-settings/", views.RatingSettingsView.as_view(), name="api_rating_settings"),
    path(f"{_TICKET}macros/<int:pk>/", views.TicketMacro.as_view(), name="api_ticket_macro"),
    path("macros/", views.MacroList.as_view(), name="api_macros"),
    path("macros/<int:pk>/", views.MacroDetail.as_view(), name="api_macro"),
    path("rules/", views.RuleList.as_view(), name="api_rules"),
    path("rules/rehearsal/", views.RuleRehearsal.as_view(), name="api_rule_rehearsal"),
    path("rules/vocabulary/", views.RuleVocabulary.as_view(), name="api_rule_vocabulary"),
    path("rules/<int:pk>/", views.RuleDetail.as_view(), name="api_rule"),
    path("rules/<int:pk>/position/", views.RulePosition.as_view(), name="api_rule_position"),
    path("rules/<int:pk>/runs/", views.RuleRunList.as_view(), name="api_rule_runs"),
    path("webhooks/", views.WebhookList.as_view(), name="api_webhooks"),
    path("webhooks/<int:pk>/", views.WebhookDetail.as_view(), name="api_webhook"),
    path("webhooks/<int:pk>/secret/", views.WebhookSecret.as_view(), name="api_webhook_secret"),
    path("webhooks/<int:pk>/deliveries/", views.WebhookDeliveryList.as_view(), name="api_webhook_deliveries"),
    path(
        "webhooks/<int:pk>/deliveries/<int:delivery>/retry/",
        views.WebhookDeliveryRetry.as_view(),
        name="api_webhook_retry",
    ),
    path("attachments/", views.AttachmentList.as_view(), name="api_attachments"),
    path("attachments/<str:token>/", views.AttachmentDetail.as_view(), name="api_attachment"),
    path("attachments/<str:token>/content/", views.AttachmentContent.as_view(), name="api_attachment_content"),
]
