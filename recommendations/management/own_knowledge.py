"""``--knowledge DIR`` for the commands that read files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from recommendations import conf, knowledge
from recommendations.all_tables import load_all
from recommendations.knowledge import KnowledgeError


class WithKnowledge(BaseCommand):
    """A wrong row of the host's own files ends the command with its file and line."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--knowledge",
            type=Path,
            metavar="DIR",
            help="a directory whose tables extend what is known",
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        own: Path | None = options["knowledge"]
        folders = [*conf.knowledge_folders(), *([own] if own else [])]
        for folder in folders:
            if not folder.is_dir():
                raise CommandError(f"{folder}: no directory.")
        with knowledge.trial(folders=folders):
            if folders:
                try:
                    load_all()
                except KnowledgeError as error:
                    raise CommandError(str(error)) from None
            return super().execute(*args, **options)
