from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PracticeConfig(AppConfig):
    name = "practice"

    def ready(self) -> None:
        # Each package says in `mails.py` what its mails are made of.
        autodiscover_modules("mails")
