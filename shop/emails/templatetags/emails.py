import re
from html import unescape

from django import template
from django.utils.html import strip_tags

from shop.customers import consent_texts
from shop.customers.consent_texts import ConsentText

register = template.Library()
BLOCK_ENDS = re.compile(r"</(?:p|h[1-6]|li)>")


@register.filter
def paragraphs(html: str) -> str:
    """Simple HTML as plain text: each heading, paragraph and item apart."""
    return unescape(strip_tags(BLOCK_ENDS.sub("\\g<0>\n\n", html)))


@register.simple_tag
def back_in_stock_text() -> ConsentText:
    """What she agrees to who waits for a size; see consent_texts.py."""
    return consent_texts.BACK_IN_STOCK
