from django.core.exceptions import ValidationError
from django.db import transaction

from .models import Product


@transaction.atomic
def publish_product(*, product: Product) -> Product:
    """Put a stored product on sale: how import and demo do it, and how the admin checks.

    The admin's form stores the status by itself and asks here before its transaction ends; code
    that writes the status otherwise is on its own.

    Raises ValidationError with one sentence for each thing that stands against it; the product
    is left as it was then.
    """
    reasons = product.reasons_not_to_publish()
    if reasons:
        raise ValidationError(reasons)
    product.status = Product.Status.PUBLISHED
    product.save(update_fields=["status", "updated"])
    return product
