import os
import secrets
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from recommendations.draw_decisions import draw_decisions
from shop.blog.models import Article
from shop.catalogue.models import Product


class Command(BaseCommand):
    help = (
        "Makes the folder var/ ready for `make demo`: tables, static files, the demo shop where "
        "there is none yet, and a user `admin` whose password is kept in var/admin-password."
    )

    requires_system_checks = []  # they take half of a second start

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("prepare_demo works in the demo only; expected DEMO=1.")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        collect_static_files(settings.VAR / "static-collected")
        if not (Product.objects.exists() and Article.objects.exists()):
            self.stderr.write("Filling the shelves; this happens once.")
            with transaction.atomic():
                call_command("load_demo", verbosity=0)
            draw_decisions()  # so that the first visitor counts as well
        call_command("rebuild_search", if_needed=True, verbosity=0, stdout=StringIO())
        keep_admin(settings.VAR / "admin-password")


def collect_static_files(stamp: Path) -> None:
    """Hashes and compresses them anew only when one has changed: it takes seconds."""
    state = "\n".join(sorted(_states_of_static_files()))
    if stamp.exists() and stamp.read_text() == state and Path(settings.STATIC_ROOT).is_dir():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)


def _states_of_static_files() -> list[str]:
    states = []
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path))
            states.append(f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}")
    return states


def keep_admin(file: Path) -> None:
    """A user `admin` who can do everything, with the password in `file`; made on first use.

    The file is emptied once another password has been set in the back office.
    """
    users = get_user_model().objects
    admin = users.filter(username="admin").first()
    if admin and file.exists():
        if not admin.check_password(file.read_text().strip()):
            file.write_text("")
        return
    password = secrets.token_urlsafe(12)
    admin = admin or users.create_superuser("admin")
    admin.set_password(password)
    admin.save()
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(password + "\n")
