"""Pages that are empty without their script: only the browser may see what they show.

A token never reaches us as it is, and a receipt is looked for in a file of its owner.
"""

from flask import Blueprint, render_template

collector = Blueprint("browser_pages", __name__, url_prefix="/<language:language>")
public = Blueprint("receipt_check", __name__, url_prefix="/<language:language>")


@collector.get("/token")
def token() -> str:
    """Show the page on which a token arrives in the fragment of an address."""
    return render_template("answering/token.html")


@public.get("/receipt-check")
def page() -> str:
    """Show the page that looks for a receipt in a downloaded list."""
    return render_template("public/receipt_check.html")
