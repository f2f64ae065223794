from django.apps import AppConfig


class ChannelsInboxConfig(AppConfig):
    name = "channels_inbox"
    verbose_name = "Channels"

    def ready(self) -> None:
        from channels_inbox import mail_monitor, receivers  # noqa: F401
        from channels_inbox.bot import answers, articles, faqs
        from knowledgebase.monitoring.kinds import Kind, register

        # The order they are asked in: our own words for a question go before what articles say.
        for finder in (faqs.FINDER, articles.FINDER):
            answers.register(finder)
        register(Kind.MAIL, mail_monitor)
