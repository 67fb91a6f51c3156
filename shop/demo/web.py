"""gunicorn's settings in the demo.

The master process makes `var/` ready before it forks: Django is loaded once for both, which is
most of the time that a second start takes.
"""

import sys
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connections
from django.urls import get_resolver

wsgi_app = "shop.wsgi"
workers = 2
worker_class = "gthread"
threads = 4
graceful_timeout = 5
loglevel = "warning"
control_socket_disable = True


def on_starting(_server: Any) -> None:
    try:
        django.setup()
        call_command("prepare_demo")
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    _ = get_resolver().url_patterns  # loads every view, once for all workers
    connections.close_all()  # a connection must not be shared by two processes
