"""News of orders. Receivers only record rows, or enqueue after commit, and may hear twice.

News is sent after the commit of what it tells; when a process dies in between, or a receiver
fails, `announce_overdue` (tasks.py) sends it again.
"""

from django.dispatch import Signal

# sender: Order, keyword `order`
order_paid = Signal()
# sender: Withdrawal, keyword `withdrawal`
withdrawal_received = Signal()
