from .models import Contact, folded


def contact_for(*, email: str, language: str) -> Contact:
    """The contact with this address, made where there is none; the language is the latest used."""
    contact, created = Contact.objects.get_or_create(
        email=folded(email), defaults={"language": language}
    )
    if not created and contact.language != language:
        contact.language = language
        contact.save(update_fields=["language"])
    return contact
