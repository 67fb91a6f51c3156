from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .models import Article


class Journal(Feed):  # type: ignore[type-arg]  # not subscriptable at run time
    """The latest articles in the language of the address."""

    feed_type = Atom1Feed
    title = _("Afterglow journal")
    subtitle = _("Short posture routines, and what suits the skin afterwards.")

    def link(self) -> str:
        return reverse("blog:list")

    def feed_url(self) -> str:
        return reverse("blog:feed")

    def items(self) -> QuerySet[Article]:
        return Article.objects.published().in_language(get_language()).for_lists()[:20]

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.deck

    def item_author_name(self, item: Article) -> str:
        return item.author.name

    def item_pubdate(self, item: Article) -> datetime:
        return item.published

    def item_updateddate(self, item: Article) -> datetime:
        return item.updated
