"""Every page and document around the words: Jinja and typst templates."""
