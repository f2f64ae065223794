from __future__ import annotations

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("me/", views.Me.as_view(), name="api_me"),
    path("me/availability/", views.MyAvailability.as_view(), name="api_my_availability"),
    path(
        "me/notification-preferences/",
        views.MyNotificationPreferences.as_view(),
        name="api_my_notification_preferences",
    ),
    path("tokens/", views.TokenList.as_view(), name="api_tokens"),
    path("tokens/<int:pk>/", views.TokenDetail.as_view(), name="api_token"),
    path("teams/", views.TeamList.as_view(), name="api_teams"),
    path("teams/<slug:slug>/", views.TeamDetail.as_view(), name="api_team_settings"),
    path("teams/<slug:slug>/assignment/", views.TeamRouting.as_view(), name="api_team_assignment"),
    path("agents/", views.AgentList.as_view(), name="api_agents"),
    path("agents/<int:pk>/", views.AgentDetail.as_view(), name="api_agent"),
    path("calendars/<int:pk>/", views.CalendarDetail.as_view(), name="api_calendar"),
    path("calendars/", views.CalendarList.as_view(), name="api_calendars"),
    path("customers/", views.CustomerList.as_view(), name="api_customers"),
    path("customers/<int:pk>/", views.CustomerDetail.as_view(), name="api_customer"),
]
