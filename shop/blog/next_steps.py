"""What often comes after a movement, by the routines of our articles."""

from recommendations.learning import Table

from .models import Article, ArticleExercise, Exercise

# Once is how one routine goes; twice begins to be a habit.
AT_LEAST = 2
MOST = 3


def next_steps(exercise: Exercise) -> list[Exercise]:
    """What stands in the same routines, more often after it than before it; the strongest first.

    Translations of an article are one routine.
    """
    learned: Table[int] = Table()
    for routine in routines():
        learned.learn_history(routine)
    often = {
        other
        for other, cell in learned.rows.get(exercise.pk, {}).items()
        if cell.together >= AT_LEAST and cell.weight > weight(learned, other, exercise.pk)
    }
    best = [pk for pk, _ in learned.best([exercise.pk], limit=MOST, allow=often.__contains__)]
    found = Exercise.objects.in_bulk(best) if best else {}
    return [found[pk] for pk in best]


def weight(learned: Table[int], source: int, target: int) -> float:
    cell = learned.rows.get(source, {}).get(target)
    return cell.weight if cell else 0.0


def routines() -> list[list[int]]:
    """The movements of each published story's routine in their order; one query."""
    published = Article.objects.published().order_by()
    moves = ArticleExercise.objects.filter(article__in=published, in_routine=True)
    by_article: dict[int, list[int]] = {}
    of_story: dict[str, int] = {}
    for story, article, move in moves.order_by("article", "position").values_list(
        "article__story", "article", "exercise"
    ):
        of_story.setdefault(story, article)
        by_article.setdefault(article, []).append(move)
    return [by_article[article] for article in of_story.values()]
