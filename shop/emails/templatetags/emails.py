import re
from html import unescape

from django import template
from django.utils.html import strip_tags

register = template.Library()
BLOCK_ENDS = re.compile(r"</(?:p|h[1-6]|li)>")


@register.filter
def paragraphs(html: str) -> str:
    """Simple HTML as plain text: each heading, paragraph and item apart."""
    return unescape(strip_tags(BLOCK_ENDS.sub("\\g<0>\n\n", html)))
