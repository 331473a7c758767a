"""What links do."""
