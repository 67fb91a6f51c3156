"""The back office of the plugin, a module a subject."""

from . import decisions as decisions
from . import knowledge as knowledge
from . import merchandising as merchandising
