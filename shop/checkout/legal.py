# Stored with each order; goes up whenever the terms page changes.
TERMS_VERSION = "2026-11-22"
