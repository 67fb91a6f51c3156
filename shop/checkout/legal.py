"""Sentences that must stand at checkout word for word (domain.md 1.2, 1.8)."""

from django.utils.translation import gettext_lazy as _

# Stored with each order; goes up whenever the terms page changes.
TERMS_VERSION = "2026-11-22"

SOFT_OPT_IN_NOTICE = _(
    "We may e-mail you about similar products of ours. Tick here if you do not want that."
)
