from __future__ import annotations

from django.urls import path

from insights.api import community, doubts, questions, views

urlpatterns = [
    path("questions/", questions.QuestionList.as_view(), name="api_questions"),
    path("questions/<int:pk>/", questions.QuestionDetail.as_view(), name="api_question"),
    path("deflection/", questions.DeflectionReport.as_view(), name="api_deflection"),
    path("doubts/", doubts.DoubtfulArticles.as_view(), name="api_doubts"),
    path("reports/", views.MeasureList.as_view(), name="api_reports"),
    path("reports/community/", community.CommunityReport.as_view(), name="api_community_report"),
    path("reports/telephone/", views.TelephoneReport.as_view(), name="api_telephone_report"),
    path("reports/<slug:measure>/", views.MeasureReport.as_view(), name="api_report"),
]
