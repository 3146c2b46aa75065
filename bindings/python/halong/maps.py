"""Small maps of the roads for notebooks, as inline SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional

import numpy as np

if TYPE_CHECKING:
    from .city import City
    from .table import Array

WIDTH = 480  # px
MAIN_CLASSES = 5  # motorway … tertiary
MOST_LINES = 4000
# Quantiles of what moves, from few to many; a ramp of one hue that colour-blind readers tell apart (ColorBrewer Blues).
QUANTILES = (0.5, 0.75, 0.9, 0.97)
COLOURS = ("#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")


def svg(city: "City", weight: "Optional[Array]" = None) -> str:
    """The main roads, each once; with ``weight`` (one number for each link) the heavier ones darker and wider."""
    links = city.links
    offset, points = city.shapes
    if len(points) == 0:
        return ""
    chosen = np.flatnonzero(links["road_class"] < MAIN_CLASSES)
    if len(chosen) == 0:
        chosen = np.arange(links.rows)
    if weight is not None:
        chosen = chosen[np.argsort(weight[chosen], kind="stable")]
    chosen = chosen[-MOST_LINES:]
    ends = points[np.concatenate([offset[chosen], offset[chosen + 1] - 1])]
    low, high = ends.min(axis=0), ends.max(axis=0)
    scale = WIDTH / max(high[0] - low[0], 1.0)
    height = int(np.ceil((high[1] - low[1]) * scale)) + 1
    colour = _colours(None if weight is None else weight[chosen])
    lines: List[str] = []
    for link, level in zip(chosen, colour):
        line = (points[offset[link] : offset[link + 1]] - low) * scale
        path = " ".join(f"{x:.1f},{height - y:.1f}" for x, y in line)
        lines.append(f'<polyline points="{path}" stroke="{COLOURS[level]}" stroke-width="{1 + 0.6 * level:.1f}"/>')
    return (
        f'<svg viewBox="-4 -4 {WIDTH + 8} {height + 8}" width="{WIDTH}" role="img" fill="none">'
        f"<title>{city.name}</title>{''.join(lines)}</svg>"
    )


def _colours(weight: "Optional[Array]") -> "Array":
    if weight is None:
        return np.full(MOST_LINES, len(COLOURS) - 2)
    bounds = np.quantile(weight, QUANTILES)
    levels: Array = np.searchsorted(bounds, weight, side="right")
    return levels
