from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "Community"

    def ready(self) -> None:
        from community import receivers  # noqa: F401
        from community.search import TOPICS
        from community.sitemaps import TopicSitemap
        from knowledgebase.portal.sitemaps import SITEMAPS
        from knowledgebase.search import register

        register(TOPICS)
        SITEMAPS["topics"] = TopicSitemap
