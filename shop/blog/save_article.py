from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import body
from .models import Article, ArticleExercise, ArticleProduct, Exercise


@transaction.atomic
def save_article(*, article: Article) -> Article:
    """Store an article: sanitise its document and derive its exercises and products from it.

    Raises ValidationError naming every exercise the document points to that does not exist;
    nothing is stored then.
    """
    article.body = body.sanitised(article.body)
    parts, article.body_text = body.read(article.body)
    found = list(body.moves(parts))
    known = exercises_of([move for move, _in_routine in found])
    article.full_clean()
    article.save()
    article.moves.all().delete()
    ArticleExercise.objects.bulk_create(
        ArticleExercise(
            article=article,
            exercise=known[move.slug],
            seconds=move.seconds or known[move.slug].seconds,
            in_routine=in_routine,
            position=position,
        )
        for position, (move, in_routine) in enumerate(found)
    )
    article.products.all().delete()
    ArticleProduct.objects.bulk_create(
        ArticleProduct(article=article, slug=part.slug, position=position)
        for position, part in enumerate(parts)
        if part.kind == "product"
    )
    return article


def exercises_of(moves: list[body.Move]) -> dict[str, Exercise]:
    """The exercises by slug; raises ValidationError naming those that do not exist."""
    known = Exercise.objects.in_bulk({move.slug for move in moves}, field_name="slug")
    unknown = sorted({move.slug for move in moves if move.slug not in known})
    if unknown:
        raise ValidationError(
            {"body": _("Unknown exercises in the text: %(slugs)s.") % {"slugs": ", ".join(unknown)}}
        )
    return known
