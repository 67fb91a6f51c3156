from .waiting import Waiting


def forget_waiting() -> int:
    """Addresses that were never confirmed, and those that waited in vain; says how many."""
    count, _by_model = Waiting.objects.outdated().delete()
    return count
