from django.db import models
from django.db.models import Case, Exists, OuterRef, Subquery, Sum, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shop.languages import Translated


class Family(models.TextChoices):
    """The four exercise families of the pairing vocabulary."""

    UPPER_BACK = "upper_back_strengthening", _("Upper back")
    CHEST = "chest_opening", _("Chest openers")
    NECK = "neck_alignment", _("Neck and jaw")
    SPINE = "spinal_mobility", _("Spine")


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def akin_to(self, exercise: "Exercise") -> "ExerciseQuerySet":
        """The others of its family."""
        return self.filter(family=exercise.family).exclude(pk=exercise.pk)


class Exercise(models.Model):
    slug = models.SlugField(_("slug"), unique=True)
    family = models.CharField(_("family"), max_length=30, choices=Family)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_sv = models.CharField(_("name (Swedish)"), max_length=80)
    dose_en = models.CharField(_("dose (English)"), max_length=80)
    dose_sv = models.CharField(_("dose (Swedish)"), max_length=80, blank=True)
    cue_en = models.CharField(_("cue while doing it (English)"), max_length=160)
    cue_sv = models.CharField(_("cue while doing it (Swedish)"), max_length=160, blank=True)
    instruction_en = models.TextField(_("how to do it (English)"))
    instruction_sv = models.TextField(_("how to do it (Swedish)"), blank=True)
    caution_en = models.CharField(_("caution (English)"), max_length=200, blank=True)
    caution_sv = models.CharField(_("caution (Swedish)"), max_length=200, blank=True)
    seconds = models.PositiveSmallIntegerField(_("seconds"), default=90)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = Translated()
    dose = Translated()
    cue = Translated()
    instruction = Translated()
    caution = Translated()

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("blog:exercise", args=[self.slug])

    @property
    def drawing(self) -> str:
        """Path of its drawing among the static files."""
        return f"exercises/{self.slug}.svg"


class Author(models.Model):
    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    about_en = models.TextField(_("about (English)"), blank=True)
    about_sv = models.TextField(_("about (Swedish)"), blank=True)

    about = Translated()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> "ArticleQuerySet":
        return self.filter(status=Article.Status.PUBLISHED, published__lte=timezone.now())

    def in_language(self, language: str | None) -> "ArticleQuerySet":
        return self.filter(language=(language or "en")[:2])

    def about(self, topic: str) -> "ArticleQuerySet":
        return self.filter(topic=topic)

    def with_exercise(self, exercise: Exercise) -> "ArticleQuerySet":
        return self.filter(Exists(exercise.uses.filter(article=OuterRef("pk"))))

    def translations_of(self, article: "Article") -> "ArticleQuerySet":
        return self.published().filter(story=article.story).exclude(pk=article.pk)

    def beside(self, article: "Article") -> "ArticleQuerySet":
        """Others in its language, those of the same topic first, then the newest."""
        same_topic_first = Case(When(topic=article.topic, then=0), default=1)
        return (
            self.published()
            .in_language(article.language)
            .exclude(pk=article.pk)
            .order_by(same_topic_first, "-published", "-pk")
            .for_lists()
        )

    def topics(self) -> set[str]:
        return set(self.order_by().values_list("topic", flat=True).distinct())

    def for_lists(self) -> "ArticleQuerySet":
        """With the author and the length of the routine, without the document."""
        seconds = (
            ArticleExercise.objects.in_routine_of(OuterRef("pk"))
            .order_by()
            .values("article")
            .annotate(total=Sum("seconds"))
            .values("total")
        )
        return (
            self.select_related("author")
            .annotate(seconds_of_routine=Subquery(seconds))  # type: ignore[no-redef]
            .defer("body")
        )


class Article(models.Model):
    """One article in one language; articles with the same `story` are translations.

    `body` is one sanitised document (body.py says which elements it may hold). Exercises and
    products in it are derived into their tables by `save_article`, never edited there.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class Topic(models.TextChoices):
        UPPER_BACK = "upper_back_strengthening", _("Upper back")
        CHEST = "chest_opening", _("Chest openers")
        NECK = "neck_alignment", _("Neck and jaw")
        SPINE = "spinal_mobility", _("Spine")
        POSTURE = "posture", _("Posture")
        SKIN = "skin", _("Skin")
        INGREDIENTS = "ingredients", _("Ingredients")

    class Scene(models.TextChoices):
        """Drawn rooms beside those of the topics; an article may take one of them instead."""

        EVENING = "evening", _("armchair and lamp, evening")
        HANDS = "hands", _("oval mirror and dresser")
        MIRROR = "mirror", _("tall mirror and chair")
        OFFICE_CHAIR = "office-chair", _("office chair")
        POOL = "pool", _("swimming pool")
        RUN = "run", _("running shoes on the steps")
        WALK = "walk", _("coat and bag by the door")
        WARM = "warm", _("mat and weights, sun")
        WINTER = "winter", _("skis and snow")

    story = models.SlugField(_("story"), max_length=100, help_text=_("Shared by translations."))
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", _("English")), ("sv", _("Swedish"))]
    )
    slug = models.SlugField(_("slug"), max_length=100)
    title = models.CharField(_("title"), max_length=140)
    deck = models.TextField(_("introduction below the title"), blank=True)
    topic = models.CharField(_("topic"), max_length=30, choices=Topic)
    picture = models.CharField(
        _("picture"),
        max_length=20,
        choices=Scene,
        blank=True,
        help_text=_("Empty: the one of its topic."),
    )
    body = models.TextField(_("body"))
    body_text = models.TextField(editable=False, blank=True)
    sources = models.TextField(_("sources, one a line"), blank=True)
    author = models.ForeignKey(Author, models.PROTECT, verbose_name=_("author"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True
    )
    published = models.DateTimeField(_("published"), default=timezone.now, db_index=True)
    updated = models.DateTimeField(_("updated"), default=timezone.now)

    seconds_of_routine: int | None  # annotated by for_lists()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["language", "slug"], name="article_unique_slug"),
            models.UniqueConstraint(fields=["language", "story"], name="article_unique_story"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address in the article's own language, whatever language is active."""
        with override(self.language):
            return reverse("blog:article", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED and self.published <= timezone.now()

    @property
    def minutes_to_read(self) -> int:
        return max(1, round(len(self.body_text.split()) / 200))

    @property
    def scene(self) -> str:
        """Path of the picture above it among the static files."""
        return f"scenes/{(self.picture or self.topic).replace('_', '-')}.svg"

    @property
    def source_list(self) -> list[str]:
        return [line.strip() for line in self.sources.splitlines() if line.strip()]

    @cached_property
    def routine(self) -> "list[ArticleExercise]":
        """The moves of its routine in order; one query, kept on the instance."""
        return [
            move
            for move in self.moves.select_related("exercise").order_by("position")
            if move.in_routine
        ]

    @property
    def routine_seconds(self) -> int:
        return sum(move.seconds for move in self.routine)


class ArticleExerciseQuerySet(models.QuerySet["ArticleExercise"]):
    def in_routine_of(self, article: Combinable) -> "ArticleExerciseQuerySet":
        return self.filter(article=article, in_routine=True)


class ArticleExercise(models.Model):
    """Derived from the body: which exercise stands where."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="moves")
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="uses")
    seconds = models.PositiveSmallIntegerField()
    in_routine = models.BooleanField()
    position = models.PositiveSmallIntegerField()

    objects = ArticleExerciseQuerySet.as_manager()

    class Meta:
        verbose_name = _("exercise in an article")
        verbose_name_plural = _("exercises in articles")
        ordering = ["article", "position"]

    def __str__(self) -> str:
        return f"{self.article}: {self.exercise}"


class ArticleProduct(models.Model):
    """Derived from the body: which product it names, by slug (the blog knows no catalogue)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="products")
    slug = models.SlugField(max_length=100, db_index=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("product in an article")
        verbose_name_plural = _("products in articles")
        ordering = ["article", "position"]

    def __str__(self) -> str:
        return f"{self.article}: {self.slug}"
