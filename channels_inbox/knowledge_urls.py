"""Addresses of the authors' side of the knowledge base, under /agent/knowledge/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.views.knowledge import (
    categories,
    changes,
    editor,
    exchange,
    files,
    index,
    reading,
    reviewing,
    settling,
)

TEXT = "knowledge/<int:pk>/<slug:locale>/"

urlpatterns = [
    path("knowledge/", index.index, name="agent_knowledge"),
    path("knowledge/lists/<slug:board>/", index.index, name="agent_knowledge_list"),
    path("knowledge/new/", index.new, name="agent_new_article"),
    path("knowledge/preview/", editor.preview, name="agent_article_preview"),
    path("knowledge/categories/", categories.categories, name="agent_categories"),
    path("knowledge/categories/new/", categories.edit, name="agent_new_category"),
    path("knowledge/categories/<int:pk>/", categories.edit, name="agent_category"),
    path("knowledge/categories/<int:pk>/position/", categories.position, name="agent_category_position"),
    path("knowledge/categories/<int:pk>/removal/", categories.removal, name="agent_category_removal"),
    path("knowledge/import/", exchange.importing, name="agent_article_import"),
    path("knowledge/export/", exchange.exporting, name="agent_article_export"),
    path("knowledge/<int:pk>/files/", files.files, name="agent_article_files"),
    path("knowledge/<int:pk>/files/<int:file>/removal/", files.removal, name="agent_article_file_removal"),
    path("knowledge/<int:pk>/translations/", settling.translations, name="agent_article_translations"),
    path("knowledge/<int:pk>/", editor.show, name="agent_article_source"),
    path(TEXT, editor.show, name="agent_article"),
    path(f"{TEXT}draft/", editor.draft, name="agent_article_draft"),
    path(f"{TEXT}draft/deletion/", editor.discarding, name="agent_article_draft_deletion"),
    path(f"{TEXT}source/", editor.source_said, name="agent_article_source_said"),
    path(f"{TEXT}settings/", settling.show, name="agent_article_settings"),
    path(f"{TEXT}address/", settling.address, name="agent_article_address"),
    path(f"{TEXT}archive/", settling.archiving, name="agent_article_archive"),
    path(f"{TEXT}verification/", settling.verification, name="agent_article_verification"),
    path(f"{TEXT}reading/", reading.show, name="agent_article_reading"),
    path(f"{TEXT}changes/", changes.show, name="agent_article_changes"),
    path(f"{TEXT}feedback/", changes.feedback, name="agent_article_feedback"),
    path(f"{TEXT}history/", changes.history, name="agent_article_history"),
    path(f"{TEXT}history/<int:number>/restoration/", changes.restoration, name="agent_article_restoration"),
    path(f"{TEXT}submission/", reviewing.submission, name="agent_article_submission"),
    path(f"{TEXT}recall/", reviewing.recall, name="agent_article_recall"),
    path(f"{TEXT}approval/", reviewing.approval, name="agent_article_approval"),
    path(f"{TEXT}rejection/", reviewing.rejection, name="agent_article_rejection"),
    path(f"{TEXT}publication/", reviewing.publication, name="agent_article_publication"),
    path(f"{TEXT}expiry/", reviewing.expiry, name="agent_article_expiry"),
    path(f"{TEXT}withdrawal/", reviewing.withdrawal, name="agent_article_withdrawal"),
    path(f"{TEXT}readiness/", reviewing.readiness, name="agent_article_readiness"),
]
