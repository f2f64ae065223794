"""Addresses of the question radar, of what it saves and of doubtful articles, under /agent/insights/."""

from __future__ import annotations

from django.urls import path

from insights.views import deflection, doubts, questions, spikes

urlpatterns = [
    path("deflection/", deflection.index, name="deflection"),
    path("deflection/deflection.csv", deflection.index_file, name="deflection_file"),
    path("articles/", doubts.index, name="doubts"),
    path("articles/<int:pk>/check/", doubts.check, name="article_check"),
    path("articles/doubts/<int:pk>/dismissal/", doubts.dismissal, name="doubt_dismissal"),
    path("spikes/", spikes.index, name="spikes"),
    path("spikes/<int:pk>/", spikes.show, name="spike"),
    path("spikes/<int:pk>/dismissal/", spikes.dismissal, name="spike_dismissal"),
    path("incidents/<int:pk>/time/", spikes.time, name="incident_time"),
    path("questions/", questions.index, name="questions"),
    path("questions/questions.csv", questions.index_file, name="questions_file"),
    path("questions/of-ticket/<int:number>/", questions.of_ticket, name="question_of_ticket"),
    path("questions/of-article/<int:pk>/", questions.of_article, name="questions_of_article"),
    path("questions/<int:pk>/", questions.show, name="question"),
    path("questions/<int:pk>/name/", questions.name, name="question_name"),
    path("questions/<int:pk>/together/", questions.together, name="question_together"),
    path("questions/<int:pk>/parts/<int:part>/out/", questions.out, name="question_out"),
    path("questions/<int:pk>/apart/", questions.apart, name="question_apart"),
    path("questions/<int:pk>/draft/", questions.draft, name="question_draft"),
]
