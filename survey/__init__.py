"""How we ask, keep and show: the web application and its two databases."""
