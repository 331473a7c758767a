"""What the server's worker process loads: the application, in a process that follows its parent."""

from config.wsgi import application
from flows.children import die_with_parent, end_when_parent_is_gone

die_with_parent()
end_when_parent_is_gone()

__all__ = ["application"]
