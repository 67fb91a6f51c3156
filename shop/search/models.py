from django.db import models
from django.utils.translation import gettext_lazy as _

# Stands among the words of whatever is no product, so that the index itself can leave products
# out: nearly all of them have oil of some plant in them.
NO_PRODUCT = "xnoproduct"


class Entry(models.Model):
    """What is known of one findable thing: its words, stemmed, by how much they say of it.

    The database itself keeps its full-text index in step with the four columns of words: SQLite
    by triggers on an FTS5 table, PostgreSQL by a generated tsvector (second migration). Whoever
    alters this table on SQLite makes the triggers anew: Django rebuilds the table there.
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", _("product")
        ARTICLE = "article", _("article")
        EXERCISE = "exercise", _("exercise")
        INGREDIENT = "ingredient", _("ingredient")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=200)
    # Primary key of a product, article or exercise.
    item = models.BigIntegerField(null=True)
    # Empty: found from pages of every language.
    language = models.CharField(max_length=2, blank=True)
    title_words = models.TextField(blank=True)
    kind_words = models.TextField(blank=True)
    line_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)
    # Every word as it is spelt, as `sv/oljan`: what typing errors are corrected to.
    spelt = models.TextField(blank=True)
    # Among those that a question fits alike, the lowest comes first.
    place = models.BigIntegerField(default=0)
    # Not found before; empty: found at once.
    visible_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="entry_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Word(models.Model):
    """One word of the shop's own vocabulary, and in how many entries it stands.

    What only articles say is known, and what is sold is meant before it by whoever errs.
    """

    language = models.CharField(max_length=2)
    is_of_articles = models.BooleanField(default=False)
    word = models.CharField(max_length=40)
    stem = models.CharField(max_length=40, db_index=True)
    entries = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints = [
            models.UniqueConstraint(
                fields=["word", "language", "is_of_articles"], name="word_unique"
            )
        ]

    def __str__(self) -> str:
        return self.word


class Remnant(models.Model):
    """What is left of a word's beginning without one or two letters. Two words a typing error
    apart share a remnant, so likely corrections are found without looking at all words."""

    remnant = models.CharField(max_length=8, db_index=True)
    word = models.ForeignKey(Word, models.CASCADE, related_name="remnants")

    class Meta:
        verbose_name = _("remnant")
        verbose_name_plural = _("remnants")

    def __str__(self) -> str:
        return self.remnant


class Index(models.Model):
    """The one row that whoever writes the index locks, so that counts of words stay right."""

    # What the entries were made with; another one asks for a rebuild.
    version = models.CharField(max_length=80, blank=True)
    rebuilt = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search indexes")

    def __str__(self) -> str:
        return self.version
