"""Running the whole house on one machine: preparing it, and watching over its children."""
