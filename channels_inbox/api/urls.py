from __future__ import annotations

from django.urls import path

from channels_inbox.api import CallDetail, CallList, ChannelDetail, ChannelList, ChannelPause, ChannelTest, MenuDetail, MenuList, Publication, TicketWays, WidgetDetail, WidgetList, WidgetSecret, api_channel, api_channel_pause, api_channel_tests, api_channels, api_ticket_ways, api_widget, api_widget_secret, api_widgets, as_view, calls, channels, int, menus, name, number, path, pause, phone, phone_menus, pk, publication, secret, slug, tests, tickets, urlpatterns, views, ways, widgets
]
