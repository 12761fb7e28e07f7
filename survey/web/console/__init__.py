"""The officer's console: an application of its own, with sign-in, roles and a log."""
