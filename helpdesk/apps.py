from typing import Any

from django.apps import AppConfig

from helpdesk.form_words import set_words


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        # Before any model or form is made: each takes its words along when it is.
        set_words()

    def ready(self) -> None:
        # Makes this the application that every @shared_task belongs to. Not in helpdesk/__init__,
        # where even the small keepers of helpdesk.local would load all of Celery.
        import helpdesk.celery  # noqa: F401
