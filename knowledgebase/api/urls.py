from __future__ import annotations

from django.urls import path

from knowledgebase.api import help_centre, search
from knowledgebase.api.views import articles, incidents, status_page, texts

TEXT = "articles/<int:pk>/translations/<slug:locale>/"

urlpatterns = [
    path("help-centre/", help_centre.HelpCentreView.as_view(), name="api_help_centre"),
    path("status/page/", status_page.StatusPageView.as_view(), name="api_status_page"),
    path("status/components/", status_page.ComponentList.as_view(), name="api_components"),
    path("status/components/<int:pk>/state/", status_page.ComponentState.as_view(), name="api_component_state"),
    path("status/templates/", status_page.TemplateList.as_view(), name="api_incident_templates"),
    path("status/incidents/", incidents.IncidentList.as_view(), name="api_incidents"),
    path("status/incidents/<int:pk>/", incidents.IncidentDetail.as_view(), name="api_incident"),
    path("status/incidents/<int:pk>/updates/", incidents.IncidentUpdates.as_view(), name="api_incident_updates"),
    path(
        "status/incidents/<int:pk>/publication/",
        incidents.IncidentPublication.as_view(),
        name="api_incident_publication",
    ),
    path("status/maintenances/", incidents.MaintenanceList.as_view(), name="api_maintenances"),
    path("categories/", articles.CategoryList.as_view(), name="api_categories"),
    path("articles/", articles.ArticleList.as_view(), name="api_articles"),
    path("articles/search/", search.ArticleSearch.as_view(), name="api_article_search"),
    path("search-settings/", search.SearchSettingsList.as_view(), name="api_search_settings"),
    path("search-settings/<slug:locale>/", search.SearchSettingsDetail.as_view(), name="api_search_settings_of"),
    path("articles/<int:pk>/", articles.ArticleDetail.as_view(), name="api_article"),
    path("articles/<int:pk>/translations/", texts.TextList.as_view(), name="api_article_texts"),
    path(TEXT, texts.TextDetail.as_view(), name="api_article_text"),
    path(f"{TEXT}revisions/", texts.RevisionList.as_view(), name="api_article_revisions"),
    path(f"{TEXT}revisions/<int:number>/", texts.RevisionDetail.as_view(), name="api_article_revision"),
    path(f"{TEXT}draft/", texts.DraftDetail.as_view(), name="api_article_draft"),
    path(f"{TEXT}submission/", texts.Submission.as_view(), name="api_article_submission"),
    path(f"{TEXT}approval/", texts.Approval.as_view(), name="api_article_approval"),
    path(f"{TEXT}rejection/", texts.Rejection.as_view(), name="api_article_rejection"),
    path(f"{TEXT}publication/", texts.Publication.as_view(), name="api_article_publication"),
]
