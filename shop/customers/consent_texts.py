"""The sentences people agree or object to. Each is kept with its version in the ledger.

Change a sentence and its version together; never change what an old version said.
"""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class ConsentText:
    version: str
    en: str
    sv: str

    def __str__(self) -> str:
        """In the active language."""
        return self.in_language(get_language())

    def in_language(self, language: str | None) -> str:
        return self.sv if (language or "").startswith("sv") else self.en


# Beside the e-mail field of the checkout, with an unticked box to object.
SOFT_OPT_IN = ConsentText(
    version="soft-opt-in-1",
    en="We may e-mail you about similar products of ours. Tick here if you do not want that.",
    sv="Vi kan mejla dig om våra liknande produkter. Kryssa här om du inte vill det.",
)
# Above the button of the newsletter's confirmation page.
NEWSLETTER = ConsentText(
    version="newsletter-1",
    en="Yes, send me news and offers by e-mail. I can stop at any time.",
    sv="Ja, skicka nyheter och erbjudanden till mig via e-post. Jag kan avsluta när som helst.",
)
# The sentences around the sign-up field are those of the page; this counts their versions.
SIGN_UP_VERSION = "newsletter-sign-up-1"
# On the page behind the stop link of every marketing mail.
UNSUBSCRIBE = ConsentText(
    version="unsubscribe-1",
    en="Stop these letters.",
    sv="Sluta skicka de här breven.",
)

# Beside the field under a size that is sold out, and again above the button that confirms.
BACK_IN_STOCK = ConsentText(
    version="back-in-stock-1",
    en="Mail me once when this size is back. Then take my address off its list.",
    sv="Mejla mig en gång när storleken är tillbaka. Stryk sedan min adress från listan.",
)
NOT_WAITING_ANY_MORE = ConsentText(
    version="back-in-stock-stop-1",
    en="Take my address off the list.",
    sv="Stryk min adress från listan.",
)


def version_of(text: str) -> str:
    """The version of a sentence as shown; empty where it is none of ours."""
    for known in (SOFT_OPT_IN, NEWSLETTER, UNSUBSCRIBE):
        if text in (known.en, known.sv):
            return known.version
    return ""
