"""Addresses of trace, hand-overs and papers."""

from django.urls import path

from tsunagu.custody.web import hand_overs, papers, trace

app_name = "custody"
urlpatterns = [
    path("", trace.page, name="trace"),
    path("<uuid:uuid>/", trace.of_item, name="trace"),
    path("recall.csv", trace.export, name="trace_csv"),
    path("label/<uuid:uuid>.pdf", papers.label, name="label"),
    path("symbol/<uuid:uuid>.svg", papers.symbol, name="symbol"),
    path("travel/<str:number>/", papers.travel, name="travel"),
    path("travel/<str:number>/<slug:step>/", papers.travel, name="travel"),
    path("hand-overs/", hand_overs.page, name="hand_overs"),
    path("hand-overs/<uuid:uuid>/paper.pdf", papers.hand_over, name="hand_over_paper"),
    path("hand-overs/<uuid:uuid>/<slug:verb>/", hand_overs.act, name="hand_over"),
]
