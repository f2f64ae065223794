"""The help centre: mounted at the root of the site."""

from __future__ import annotations

from django.urls import path

from channels_inbox.portal.doors import signed_in, with_link
from channels_inbox.portal.views import (
    brand,
    contact,
    files,
    home,
    links,
    rating,
    reach_outs,
    request,
    requests,
    solved,
)
from knowledgebase.portal import locale_converter  # noqa: F401

urlpatterns = [
    path("", home.front, name="home"),
    path("help/<locale:locale>/", home.show, name="help_home"),
    path("brand.css", brand.show, name="brand"),
    path("brand/logo/<int:version>/", brand.logo, name="logo"),
    path("contact/", contact.new, name="contact"),
    path("contact/sent/<str:token>/", contact.sent, name="contact_sent"),
    path("requests/", requests.index, name="my_requests"),
    path("requests/find/", links.find, name="find_request"),
    path("requests/link-sent/", links.sent, name="link_sent"),
    path("requests/<int:number>/", signed_in(request.show), name="my_request"),
    path("requests/<int:number>/news/", signed_in(request.news)),
    path("requests/<int:number>/messages/", signed_in(request.reply)),
    path("requests/<int:number>/follow-ups/", signed_in(request.follow)),
    path("requests/<int:number>/resolution/", signed_in(request.solve)),
    path("requests/<int:number>/files/<str:file_token>/", signed_in(files.show)),
    path("rate/<str:token>/", rating.rate, name="rate"),
    path("rate/<str:token>/thanks/", rating.thanks, name="rating_thanks"),
    path("reach-outs/<str:token>/", reach_outs.show, name="reach_out"),
    path("reach-outs/<str:token>/dismissal/", reach_outs.dismissal, name="reach_out_dismissal"),
    path("no-more/<str:token>/", reach_outs.unsubscription, name="reach_out_unsubscription"),
    path("solved/<str:token>/", solved.solved, name="solved"),
    path("r/<str:token>/", with_link(request.show), name="linked_request"),
    path("r/<str:token>/renewal/", links.renew, name="renew_link"),
    path("r/<str:token>/messages/", with_link(request.reply)),
    path("r/<str:token>/follow-ups/", with_link(request.follow)),
    path("r/<str:token>/resolution/", with_link(request.solve)),
    path("r/<str:token>/files/<str:file_token>/", with_link(files.show)),
]
