from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from .change_price import log_prices
from .models import Product


@transaction.atomic
def publish_product(
    *, product: Product, by: str = "", reason: str = "", at: datetime | None = None
) -> Product:
    """Put a stored product on sale: how import and demo do it, and how the admin checks.

    The admin's form stores the status by itself and asks here before its transaction ends; code
    that writes the status otherwise calls `log_prices` itself, which explains the rest.

    Raises ValidationError with one sentence for each thing that stands against it; the product
    is left as it was then.
    """
    reasons = product.reasons_not_to_publish()
    if reasons:
        raise ValidationError(reasons)
    product.status = Product.Status.PUBLISHED
    product.save(update_fields=["status", "updated"])
    log_prices(product=product, by=by, reason=reason, at=at)
    return product
