"""Draws published results, each with its title, caption, words and table."""
