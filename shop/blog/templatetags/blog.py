from django import template

register = template.Library()


@register.filter
def clock(seconds: int) -> str:
    """`{{ 510|clock }}` -> `8:30`."""
    return f"{seconds // 60}:{seconds % 60:02}"
