from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def ready(self) -> None:
        # Makes this the application that every @shared_task belongs to. Not in helpdesk/__init__,
        # where even the small keepers of helpdesk.local would load all of Celery.
        import helpdesk.celery  # noqa: F401
