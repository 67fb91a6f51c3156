"""What the bank's answers mean for whoever asked for the payment."""

from django.dispatch import Signal

# sender: Payment, keyword `payment`, its status just changed. Sent inside the transaction that
# changes it, so an order and its payment change together or not at all.
payment_settled = Signal()
