"""Forms of the public pages: they check shape and never write."""
