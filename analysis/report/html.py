"""Renders a report as one HTML page that needs no script and no other file."""

from base64 import b64encode
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.report.model import Report
from analysis.report.texts import writable


def data_uri(svg: bytes) -> str:
    """Return a drawing as an address that holds all of it."""
    return "data:image/svg+xml;base64," + b64encode(svg).decode("ascii")


_TEMPLATES = Environment(
    loader=PackageLoader("templates", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.finalize = lambda told: (
    writable(told) if type(told) is str else told  # what is marked up is ours
)
_TEMPLATES.filters["data_uri"] = data_uri


def render(report: Report, *, stylesheet_url: str | None = None) -> str:
    """Return the page; without the address of its styles they are written into it.

    A page from a server links its styles, as a strict content security policy
    asks. A page that lies on a disk carries them.
    """
    template = _TEMPLATES.get_template("report/report.html")
    styles = "" if stylesheet_url else stylesheet()
    return template.render(report=report, stylesheet_url=stylesheet_url, styles=styles)


def stylesheet() -> str:
    """Return the styles of the page, for whoever serves them."""
    return (files("templates") / "report" / "report.css").read_text(encoding="utf-8")
