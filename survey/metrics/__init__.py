"""Figures for whoever runs the site, which tell nothing of anybody who visits it.

SECURITY.md says why they are made so: counts leave a process once for each quarter of
an hour, with noise in which a whole visit disappears.
"""
