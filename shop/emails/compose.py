"""From a row and its three templates to a message."""

import textwrap
from email.charset import QP, Charset

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from . import links
from .models import OutgoingMail
from .registry import MAILS

# Quoted-printable: no line longer than 76, whatever the servers on the way can do.
UTF8 = Charset("utf-8")
UTF8.body_encoding = QP

# Media queries and font faces cannot be inlined: they stand in a style element marked "keep".
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def compose(mail: OutgoingMail) -> tuple[str, str, str]:
    """Subject, text and HTML in the mail's language; as kept where it was composed before."""
    if mail.is_composed:
        return mail.subject, mail.text, mail.html
    with override(mail.language):
        context = {
            "mail": mail,
            "company": settings.COMPANY,
            "site": settings.SITE_URL,
            "fonts": links.static_file("fonts/"),
            "pictures": links.static_file("mail/"),
            "unsubscribe": links.unsubscribe(mail.contact) if mail.basis.is_marketing else "",
            **MAILS[mail.kind].context(mail),
        }
        name = f"emails/{mail.kind}"
        subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
        text = wrapped(render_to_string(f"{name}.txt", context))
        html = _inliner.inline(render_to_string(f"{name}.html", context))
    return subject, text, html


def wrapped(text: str) -> str:
    """At most 72 characters a line, links left whole, at most one empty line between parts."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        if line.strip():
            lines += textwrap.wrap(
                line,
                72,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines) + "\n"


def as_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": mail.message_id,
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
    }
    if mail.basis.is_marketing:
        with override(mail.language):
            headers["List-Unsubscribe"] = f"<{links.unsubscribe(mail.contact)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.recipient],
        reply_to=[settings.COMPANY["email"]],
        headers=headers,
    )
    message.encoding = UTF8
    message.attach_alternative(mail.html, "text/html")
    return message
