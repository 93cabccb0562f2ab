"""The colours and measures of every chart.

Each colour stands at least 3:1 against the page and against its neighbour, on a light page and on a dark one.
"""

from __future__ import annotations

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
ON_COLOUR = ("#ffffff", "#0b0b0b", "#ffffff", "#0b0b0b", "#ffffff", "#0b0b0b")
INK, MUTED, TRACK, OUTLINE = "#1f2933", "#52606d", "#e4e7eb", "#7b8794"
DARK = {
    "#ffffff": "#17212b",
    "#0b0b0b": "#ffffff",
    INK: "#e6edf3",
    MUTED: "#a9b7c4",
    TRACK: "#2c3a47",
    OUTLINE: "#8b9aa8",
    "#12436d": "#bfdffa",
    "#28a197": "#1f7c74",
    "#801650": "#f7c6e2",
    "#f46a25": "#b64c15",
    "#3d3d3d": "#dfe5ea",
    "#a285d1": "#7a5cba",
}
DARK_RULES = "".join(
    f'[style*="{part}: {light}"]{{{part}:{dark}!important}}'
    for light, dark in DARK.items()
    for part in ("fill", "stroke")
)
DARK_STYLE = f"@media screen and (prefers-color-scheme:dark){{{DARK_RULES}}}"
WIDTH, MARGIN, SIZE = 340.0, 2.0, 13.0
LINE, BAR, GAP, KEY = 18.0, 16.0, 12.0, 22.0
PANEL, FLOOR, PLOT = 130.0, 100.0, 52.0
