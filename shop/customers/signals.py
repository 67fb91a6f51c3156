from django.dispatch import Signal

# Someone no longer wants marketing. Sent inside the transaction that records it: receivers only
# change rows. Sender: Contact; argument: contact.
consent_withdrawn = Signal()
