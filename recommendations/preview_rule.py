"""What a merchandising rule changes, before it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from . import conf
from .batches import in_batches
from .contract import Content, Ref
from .influences import influences_on
from .models import MerchandisingRule
from .stock import composed


@dataclass(frozen=True, slots=True)
class Shown:
    """The picks beside one content, in the order of use."""

    content: Content
    before: tuple[Ref, ...]
    after: tuple[Ref, ...]

    @property
    def differs(self) -> bool:
        return self.before != self.after


def preview_rule(rule: MerchandisingRule) -> list[Shown]:
    """For every content that the rule is about; stores nothing.

    As if the rule held now, whatever its dates, together with the others in force. ``before`` is
    without it, also where it is stored already.
    """
    others = list(MerchandisingRule.objects.in_force(timezone.now()).exclude(pk=rule.pk))
    source = conf.content_source()
    shown: list[Shown] = []
    for refs in in_batches([Ref.parse(rule.content)] if rule.content else source.refs()):
        contents = list(source.get(refs).values())
        known = [content.ref for content in contents]
        before = composed(contents, influences_on(known, rules=others))
        after = composed(contents, influences_on(known, rules=[*others, rule]))
        shown += [
            Shown(
                content,
                before=tuple(pick.product for pick in before[content.ref]),
                after=tuple(pick.product for pick in after[content.ref]),
            )
            for content in contents
        ]
    return shown
