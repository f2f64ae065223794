from django.apps import AppConfig


class ChannelsInboxConfig(AppConfig):
    name = "channels_inbox"
    verbose_name = "Channels"

    def ready(self) -> None:
        from channels_inbox import receivers  # noqa: F401
        from channels_inbox.bot import faqs  # noqa: F401
