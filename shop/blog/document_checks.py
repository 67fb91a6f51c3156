"""Checks of a document by those who know more than the blog, such as which products there are.

An app that knows adds its check when it is ready; whoever edits an article reads the sentences.
"""

from collections.abc import Callable

from .body import Document

Check = Callable[[Document], list[str]]
checks: list[Check] = []


def problems_of(document: Document) -> list[str]:
    return [sentence for check in checks for sentence in check(document)]
