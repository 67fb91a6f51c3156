from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = "Recommendations"

    def ready(self) -> None:
        from . import checks, conf, knowledge, own_rows  # noqa: F401  registers the system checks

        knowledge.use(folders=conf.knowledge_folders())
        own_rows.connect()
