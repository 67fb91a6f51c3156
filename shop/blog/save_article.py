from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import body
from .models import Article, ArticleExercise, ArticleProduct, Exercise


@transaction.atomic
def save_article(*, article: Article) -> Article:
    """Store an article: sanitise its document and derive its exercises and products from it.

    Raises ValidationError naming everything in the document that cannot be, unknown exercises
    among it; nothing is stored then.
    """
    article.body = body.sanitised(article.body)
    document = body.read(article.body)
    known = exercises_of(document)
    article.body_text = document.words
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
        for position, (move, in_routine) in enumerate(document.moves())
    )
    article.products.all().delete()
    ArticleProduct.objects.bulk_create(
        ArticleProduct(article=article, slug=part.slug, position=position)
        for position, part in enumerate(document.parts)
        if part.kind == "product"
    )
    return article


def exercises_of(document: body.Document) -> dict[str, Exercise]:
    """Its exercises by slug; raises ValidationError for whatever is wrong with the document."""
    slugs = {move.slug for move, _in_routine in document.moves() if move.slug}
    known = Exercise.objects.in_bulk(slugs, field_name="slug")
    problems = list(document.problems)
    if unknown := sorted(slugs - known.keys()):
        problems.append(
            _("Unknown exercises in the text: %(slugs)s.") % {"slugs": ", ".join(unknown)}
        )
    if problems:
        raise ValidationError({"body": problems})
    return known
