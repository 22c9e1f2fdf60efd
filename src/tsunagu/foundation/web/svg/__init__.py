"""Pictures drawn on the server from plain values: labels, positions, names of colours. No domain noun.

A picture that would shrink too far has a second form for phones, an ordered list; the style sheet shows one.
Plots of results are drawn for three widths, of which the place they stand in shows one.
Colours are the names of ``--s-*`` variables of the style sheet, so that both themes work.
"""

from tsunagu.foundation.web.svg.axes import Axis
from tsunagu.foundation.web.svg.bands import Band, Leg, bands, temperature
from tsunagu.foundation.web.svg.bars import Bar, BarGroup, Score, bars_by_group, scores
from tsunagu.foundation.web.svg.chart import Point, chart
from tsunagu.foundation.web.svg.control import Reading, control_chart
from tsunagu.foundation.web.svg.curve import Series, curve
from tsunagu.foundation.web.svg.day_bars import DayBar, day_bar_keys, day_bars
from tsunagu.foundation.web.svg.flow import Column, Edge, Node, flow
from tsunagu.foundation.web.svg.gantt import BarLook, GanttBar, GanttRow, Scale, Window, gantt
from tsunagu.foundation.web.svg.graph import GraphEdge, GraphNode, graph
from tsunagu.foundation.web.svg.growth import Growing, Seen, growth
from tsunagu.foundation.web.svg.histogram import Bin, histogram
from tsunagu.foundation.web.svg.intervals import Interval, intervals
from tsunagu.foundation.web.svg.line import Step, steps_line
from tsunagu.foundation.web.svg.marks import Limit, Zone
from tsunagu.foundation.web.svg.plane import Ribbon, Spot, Trace
from tsunagu.foundation.web.svg.scatter import scatter
from tsunagu.foundation.web.svg.shares import Share, shares
from tsunagu.foundation.web.svg.sparkline import sparkline
from tsunagu.foundation.web.svg.timeline import Moment, timeline

__all__ = [
    "Axis", "Band", "Bar", "BarGroup", "BarLook", "Bin", "Column", "DayBar", "Edge", "GanttBar", "GanttRow",
    "GraphEdge", "GraphNode", "Growing", "Interval", "Leg", "Limit", "Moment", "Node", "Point", "Reading", "Ribbon",
    "Scale", "Score", "Seen", "Series", "Share", "Spot", "Step", "Trace", "Window", "Zone", "bands", "bars_by_group",
    "chart",
    "control_chart", "curve", "day_bar_keys", "day_bars", "flow", "gantt", "graph", "growth", "histogram", "intervals",
    "scatter", "scores", "shares", "sparkline", "steps_line", "temperature", "timeline",
]  # fmt: skip
