"""One Report object, and what it is rendered to."""
