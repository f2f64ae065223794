from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "Community"

    def ready(self) -> None:
        from community import receivers  # noqa: F401
        from community.mail.answers import INITIAL, take
        from community.mail.bounces import came_back
        from community.mail.writing import write
        from community.models import CommunityLetter
        from community.search import TOPICS
        from community.selectors.hearing import who_may_hear
        from community.sitemaps import TopicSitemap
        from helpdesk.lib import letters, live
        from knowledgebase.portal.sitemaps import SITEMAPS
        from knowledgebase.search import register

        register(TOPICS)
        SITEMAPS["topics"] = TopicSitemap
        live.register("topic", who_may_hear)
        letters.register(INITIAL, letters.Room("Community", CommunityLetter, write, take, came_back))
