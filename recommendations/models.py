"""What the plugin keeps: what was shown and why, what came of it, and what the merchant decided.

Items of the host are kept as the text of their ``Ref`` (``"article:12"``), never by a key into
the host's tables.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .contract import Ref
from .engine import Draw
from .evaluation import Policy

REF_LENGTH = 200


class DecisionQuerySet(models.QuerySet["Decision"]):
    def serving(
        self, contents: Collection[str], policy: str, at: datetime.datetime
    ) -> dict[str, Decision]:
        """The newest of each content that has begun, in one query.

        The one before serves until a worker has drawn the next.
        """
        begun = self.filter(content=OuterRef("content"), policy=policy, slot__lte=at)
        newest = Subquery(begun.order_by("-slot").values("pk")[:1])
        decisions = self.filter(content__in=contents, pk=newest)
        return {decision.content: decision for decision in decisions}

    def outdated(self, before: datetime.datetime) -> DecisionQuerySet:
        """Never shown, begun before then, and not the newest of their content."""
        newer = self.filter(
            content=OuterRef("content"), policy=OuterRef("policy"), slot__gt=OuterRef("slot")
        )
        return self.filter(Exists(newer), shown=0, slot__lt=before)


class Decision(models.Model):
    """What one content shows during one time slot, and how likely that was."""

    # Pages and beacons carry it.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.CharField(_("content"), max_length=REF_LENGTH)
    policy = models.CharField(_("policy"), max_length=40)
    slot = models.DateTimeField(_("from"))
    # {step: {product: score}}: from these the product of each step was drawn.
    candidates = models.JSONField(_("candidates"))
    # The drawn products in the order of use.
    picks = models.JSONField(_("picks"))
    # How likely exactly these picks were.
    propensity = models.FloatField(_("propensity"))
    shown = models.PositiveIntegerField(_("shown"), default=0)
    clicked = models.PositiveIntegerField(_("clicked"), default=0)
    bought = models.PositiveIntegerField(_("bought"), default=0)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-slot", "content"]
        indexes = [models.Index(fields=["-slot", "content"], name="recommendations_newest_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["content", "policy", "slot"], name="recommendations_decision_once"
            ),
            models.CheckConstraint(
                condition=Q(propensity__gt=0, propensity__lte=1),
                name="recommendations_decision_propensity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content}, {self.slot:%Y-%m-%d %H:%M}"

    @classmethod
    def of(cls, content: Ref, policy: Policy, slot: datetime.datetime, draw: Draw) -> Decision:
        return cls(
            content=str(content),
            policy=policy.version,
            slot=slot,
            candidates={
                str(step): {str(ref): round(score, 6) for ref, score in made.candidates.items()}
                for step, made in draw.decisions.items()
            },
            picks=[str(pick.product) for pick in draw.picks],
            propensity=draw.propensity,
        )

    @property
    def products(self) -> list[Ref]:
        """The picks as refs, in the order of use."""
        return [Ref.parse(pick) for pick in self.picks]


class EventQuerySet(models.QuerySet["Event"]):
    def record(self, events: Iterable[Event]) -> None:
        """Stores them, each key once however often it comes.

        Raises ValueError where a product is no ref: every ranking would stumble over it later.
        """
        events = list(events)
        for event in events:
            Ref.parse(event.product)
        self.bulk_create(events, ignore_conflicts=True)

    def unfolded(self) -> EventQuerySet:
        return self.filter(folded=None).order_by("at", "pk")

    def purchases(self) -> EventQuerySet:
        """Of known visitors, the oldest first."""
        return self.filter(verb=Event.Verb.BOUGHT).exclude(visitor="").order_by("at", "pk")

    def counted_before(self, moment: datetime.datetime) -> EventQuerySet:
        return self.filter(folded__isnull=False, at__lt=moment)


class Event(models.Model):
    """A raw report of a page, a bag or an order, counted once by ``fold_events``."""

    class Verb(models.TextChoices):
        SHOWN = "shown", _("shown")
        CLICKED = "clicked", _("clicked")
        ADDED = "added", _("put in the bag")
        BOUGHT = "bought", _("bought")

    # Given by the sender: the same report sent twice is one event.
    key = models.CharField(max_length=100, unique=True, editable=False)
    verb = models.CharField(_("verb"), max_length=10, choices=Verb)
    content = models.CharField(_("content"), max_length=REF_LENGTH, blank=True)
    product = models.CharField(_("product"), max_length=REF_LENGTH)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        related_name="events",
        verbose_name=_("decision"),
        null=True,
        blank=True,
    )
    # A pseudonym by the host, only of those who agreed; events of one visitor form a history.
    visitor = models.CharField(_("visitor"), max_length=64, blank=True, db_index=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    folded = models.DateTimeField(_("counted"), null=True, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["at", "id"],
                condition=Q(folded=None),
                name="recommendations_to_fold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.get_verb_display()}"

    def purchases_before(self) -> EventQuerySet:
        """What this visitor had bought until then, the oldest first."""
        earlier = Q(at__lt=self.at) | Q(at=self.at, pk__lt=self.pk)
        return Event.objects.purchases().filter(earlier, visitor=self.visitor)


class PairCount(models.Model):
    """How often a product was shown beside a content, and what came of it."""

    content = models.CharField(_("content"), max_length=REF_LENGTH)
    product = models.CharField(_("product"), max_length=REF_LENGTH)
    shown = models.PositiveIntegerField(_("shown"), default=0)
    clicked = models.PositiveIntegerField(_("clicked"), default=0)
    added = models.PositiveIntegerField(_("put in the bag"), default=0)
    bought = models.PositiveIntegerField(_("bought"), default=0)

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        ordering = ["-bought", "-clicked", "-shown"]
        constraints = [
            models.UniqueConstraint(fields=["content", "product"], name="recommendations_pair_once")
        ]

    def __str__(self) -> str:
        return f"{self.content} → {self.product}"


class ItemTally(models.Model):
    """``learning.Tally`` of one item in one table."""

    table = models.CharField(max_length=20)
    item = models.CharField(max_length=REF_LENGTH)
    seen = models.PositiveIntegerField(default=0)
    followed = models.PositiveIntegerField(default=0)
    places = models.PositiveBigIntegerField(default=0)
    at_once = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "item"], name="recommendations_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.item}"


class ItemCell(models.Model):
    """``learning.Cell``: what is known of one item after another."""

    table = models.CharField(max_length=20)
    source = models.CharField(max_length=REF_LENGTH)
    target = models.CharField(max_length=REF_LENGTH)
    weight = models.FloatField(default=0)
    together = models.PositiveIntegerField(default=0)
    next_to = models.PositiveIntegerField(default=0)
    next_at_once = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "source", "target"], name="recommendations_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.source} → {self.target}"


class MerchandisingRuleQuerySet(models.QuerySet["MerchandisingRule"]):
    def in_force(self, at: datetime.datetime) -> MerchandisingRuleQuerySet:
        return self.filter(Q(starts=None) | Q(starts__lte=at), Q(ends=None) | Q(ends__gt=at))

    def for_contents(self, contents: Collection[str]) -> MerchandisingRuleQuerySet:
        """Those for everywhere as well."""
        return self.filter(content__in=["", *contents])


class MerchandisingRule(models.Model):
    """What the merchant decides over the engine; the hard rules of safety stay above it."""

    class Kind(models.TextChoices):
        PIN = "pin", _("show first where it fits")
        BOOST = "boost", _("weigh its score")
        EXCLUDE = "exclude", _("never show")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    product = models.CharField(_("product"), max_length=REF_LENGTH)
    content = models.CharField(
        _("content"), max_length=REF_LENGTH, blank=True, help_text=_("Empty: everywhere.")
    )
    factor = models.FloatField(
        _("factor"),
        default=1,
        validators=[MinValueValidator(0.1), MaxValueValidator(3)],
        help_text=_("For a weight: 0.5 halves the score, 1.5 makes it half as much again."),
    )
    starts = models.DateTimeField(_("from"), null=True, blank=True)
    ends = models.DateTimeField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = MerchandisingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("merchandising rule")
        verbose_name_plural = _("merchandising rules")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "product", "content"], name="recommendations_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gt=F("starts")),
                name="recommendations_rule_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.product}"

    def is_in_force(self, at: datetime.datetime) -> bool:
        """As ``MerchandisingRuleQuerySet.in_force``."""
        return (self.starts is None or self.starts <= at) and (self.ends is None or at < self.ends)


class KnowledgeRow(models.Model):
    """A row the merchant adds to a knowledge table, or puts in the place of a shipped one."""

    table = models.CharField(_("table"), max_length=40, db_index=True)
    # {column: text}, as in the file.
    values = models.JSONField(_("values"))
    remove = models.BooleanField(
        _("take away"), default=False, help_text=_("The shipped row of that name is not used.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("knowledge row")
        verbose_name_plural = _("knowledge rows")
        ordering = ["table", "pk"]

    def __str__(self) -> str:
        return f"{self.table}: {next(iter(self.values.values()), '')}"
