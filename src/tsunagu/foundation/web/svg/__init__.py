"""Pictures drawn on the server from plain values: labels, positions, names of colours. No domain noun.

A picture that would shrink too far has a second form for phones, an ordered list; the style sheet shows one.
Colours are the names of ``--s-*`` variables of the style sheet, so that both themes work.
"""

from tsunagu.foundation.web.svg.bands import Band, Leg, bands, temperature
from tsunagu.foundation.web.svg.chart import Point, chart
from tsunagu.foundation.web.svg.flow import Column, Edge, Node, flow
from tsunagu.foundation.web.svg.graph import GraphEdge, GraphNode, graph
from tsunagu.foundation.web.svg.line import Step, steps_line
from tsunagu.foundation.web.svg.sparkline import sparkline
from tsunagu.foundation.web.svg.timeline import Moment, timeline

__all__ = [
    "Band", "Column", "Edge", "GraphEdge", "GraphNode", "Leg", "Moment", "Node", "Point", "Step",
    "bands", "chart", "flow", "graph", "sparkline", "steps_line", "temperature", "timeline",
]  # fmt: skip
