from recommendations.claims import Hit, check


def blocked(
    text: str, language: str, *, is_sunscreen: bool = False, ingredients: str = ""
) -> list[Hit]:
    """Words in a product's text that a cosmetic may not be sold with.

    A sun protection factor is a claim on everything but a sunscreen, where it is a duty. What
    the printed ingredients contradict ("vegan" beside beeswax) is blocked as well.
    """
    if not text:
        return []
    return [
        hit
        for hit in check(text, "product", language, ingredients)
        if hit.severity == "block" and not (is_sunscreen and hit.kind == "sun")
    ]
