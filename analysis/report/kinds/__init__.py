"""The kinds of report beside the one on the whole survey."""
