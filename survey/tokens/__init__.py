"""Tokens: codes that people type, blind signatures, promises. No database, no web."""
