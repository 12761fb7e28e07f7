"""Styles and scripts of the pages, and how they are built."""
