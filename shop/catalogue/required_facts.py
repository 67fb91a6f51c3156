"""What the law wants to be known of a cosmetic before it is offered, beside texts and pictures."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Where the Cosmetics Regulation wants the responsible person to be: the EU, Iceland,
# Liechtenstein and Norway.
EEA = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
    *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
}
country_code = RegexValidator(
    r"\A[A-Z]{2}\Z", _("Enter a country as two capital letters, like SE or KR.")
)


def eea_country(code: str) -> None:
    if code not in EEA:
        raise ValidationError(
            gettext("Enter a country of the EU, or IS, LI or NO, as two capital letters, like SE.")
        )


def electronic_address(text: str) -> None:
    """An e-mail address or the address of a page with a form: either will do for the law."""
    try:
        EmailValidator()(text)
    except ValidationError:
        try:
            URLValidator(schemes=["https", "http"])(text)
        except ValidationError:
            raise ValidationError(
                gettext("Enter an e-mail address or the address of a web page (https://…).")
            ) from None


def gtin(digits: str) -> None:
    """8, 12, 13 or 14 digits, of which the last is reckoned from the others (GS1)."""
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", digits):
        raise ValidationError(gettext("A GTIN has 8, 12, 13 or 14 digits and nothing else."))
    weighed = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))
    )
    if weighed % 10:
        raise ValidationError(
            gettext("The last digit of this GTIN does not fit the others; one may be mistyped.")
        )


@dataclass(frozen=True)
class Certification:
    scheme: str
    licence: str
    scope: str


def certification(line: str) -> Certification | None:
    """`COSMOS ORGANIC; SE-000; the whole product`; None where a part is missing."""
    parts = [part.strip() for part in line.split(";")]
    return Certification(*parts) if len(parts) == 3 and all(parts) else None


def certifications(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and certification(line) is None:
            raise ValidationError(
                gettext(
                    "Line %(number)s: expected scheme; licence number; what it covers. A mark "
                    "without all three may not be shown."
                )
                % {"number": number}
            )


class RequiredFacts(models.Model):
    """Fields of a product. All may be empty in a draft; `publish_rules` says which must not."""

    no_precautions = models.BooleanField(
        _("the pack carries no precautions"),
        default=False,
        help_text=_("So that nobody has to guess whether they were forgotten."),
    )
    has_best_before = models.BooleanField(
        _("each batch has a best-before date"),
        default=False,
        help_text=_("Where it keeps 30 months or less; else give the months after opening."),
    )
    certifications_text = models.TextField(
        _("certifications, one a line"),
        blank=True,
        validators=[certifications],
        help_text=_(
            "Scheme; licence number; what it covers. Only marks of a scheme that somebody else "
            "checks."
        ),
    )
    maker = models.CharField(
        _("maker"),
        max_length=250,
        blank=True,
        help_text=_("Name and address, where it is another than the responsible person."),
    )
    responsible_address = models.CharField(_("its postal address"), max_length=250, blank=True)
    responsible_country = models.CharField(
        _("its country"),
        max_length=2,
        blank=True,
        validators=[eea_country],
        help_text=_("In the EU, as two letters."),
    )
    responsible_contact = models.CharField(
        _("its e-mail or web address"),
        max_length=200,
        blank=True,
        validators=[electronic_address],
    )
    is_imported = models.BooleanField(_("made outside the EU"), default=False)
    country_of_origin = models.CharField(
        _("country of origin"), max_length=2, blank=True, validators=[country_code]
    )
    cpnp_reference = models.CharField(
        _("CPNP reference"),
        max_length=40,
        blank=True,
        help_text=_("Of the notification to the EU. Shown to nobody outside this form."),
    )
    dangerous_goods = models.BooleanField(
        _("dangerous goods on the way"),
        null=True,
        blank=True,
        help_text=_("Aerosols, and what catches fire easily. The safety data sheet says."),
    )

    class Meta:
        abstract = True

    @property
    def certifications(self) -> list[Certification]:
        read = map(certification, self.certifications_text.splitlines())
        return [each for each in read if each]


class ClaimEvidence(models.Model):
    """Why words that are blocked may stand in the texts of a product after all, and who said so."""

    product = models.ForeignKey(
        "catalogue.Product",
        models.CASCADE,
        related_name="claim_evidence",
        verbose_name=_("product"),
    )
    words = models.CharField(
        _("words"), max_length=200, help_text=_("As they stand in the text, with no word left out.")
    )
    evidence = models.CharField(
        _("evidence"), max_length=200, help_text=_("Number or name under which it is filed.")
    )
    # The name as it was: an account that is deleted must not change the record.
    by = models.CharField(_("by"), max_length=150, editable=False)
    at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("evidence of a claim")
        verbose_name_plural = _("evidence of claims")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.words}: {self.evidence}"

    def covers(self, words: str) -> bool:
        return words.casefold() in self.words.casefold()
