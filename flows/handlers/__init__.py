"""What answers a fact: one file per stage, plain functions that may run twice."""
