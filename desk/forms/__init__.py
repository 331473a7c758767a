"""Forms of the desk: they check shape and never write."""
