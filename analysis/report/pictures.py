"""Charts as PNG pictures, for files that cannot hold a drawing."""

from functools import lru_cache

import typst

from analysis.charts.model import Chart

DOTS_PER_INCH = 150.0
_PAGE = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg")
"""


def png(chart: Chart) -> bytes:
    """Return the drawing of a chart as a PNG picture on white."""
    return _png(chart.svg)


@lru_cache(maxsize=64)
def _png(svg: bytes) -> bytes:
    picture: bytes = typst.compile(
        _PAGE, format="png", ppi=DOTS_PER_INCH, sys_inputs={"svg": svg.decode("utf-8")}
    )
    return picture
