from django.apps import AppConfig


class KnowledgebaseConfig(AppConfig):
    name = "knowledgebase"
    verbose_name = "Knowledge base"

    def ready(self) -> None:
        from knowledgebase import receivers as receivers
        from knowledgebase.search import register
        from knowledgebase.search.articles import ARTICLES

        register(ARTICLES)
