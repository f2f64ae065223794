from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Tickets"

    def ready(self) -> None:
        from knowledgebase.search import register
        from tickets import receivers  # noqa: F401
        from tickets.search.macros import MACROS

        register(MACROS)
