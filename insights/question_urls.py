"""Addresses of the question radar, under /agent/insights/questions/."""

from __future__ import annotations

from django.urls import path

from insights.views import questions

urlpatterns = [
    path("", questions.index, name="questions"),
    path("questions.csv", questions.index_file, name="questions_file"),
    path("of-ticket/<int:number>/", questions.of_ticket, name="question_of_ticket"),
    path("<int:pk>/", questions.show, name="question"),
    path("<int:pk>/name/", questions.name, name="question_name"),
    path("<int:pk>/together/", questions.together, name="question_together"),
    path("<int:pk>/parts/<int:part>/out/", questions.out, name="question_out"),
    path("<int:pk>/apart/", questions.apart, name="question_apart"),
    path("<int:pk>/draft/", questions.draft, name="question_draft"),
]
