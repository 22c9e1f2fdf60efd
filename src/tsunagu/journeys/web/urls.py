"""Addresses of cases and lots."""

from django.urls import path

from tsunagu.journeys.web import calculations, orders, result_page, sources, views

app_name = "journeys"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("order/", orders.order, name="order"),
    path("from-paper/", orders.from_paper, name="from_paper"),
    path("produce/", orders.produce, name="produce"),
    path("<str:number>/", views.journey, name="journey"),
    path("<str:number>/ledger/<uuid:uuid>.json", views.ledger_row, name="row"),
    path("<str:number>/results/<uuid:uuid>/", result_page.show, name="result"),
    path("<str:number>/sources/<uuid:uuid>/", sources.source_file, name="source"),
    path("<str:number>/calculations/<uuid:uuid>/", calculations.calculation_page, name="calculation"),
    path("<str:number>/calculations/<uuid:uuid>.csv", calculations.calculation_table, name="calculation_csv"),
    path(
        "<str:number>/calculations/<uuid:uuid>.json",
        calculations.calculation_content,
        name="calculation_json",
    ),
    path("<str:number>/<slug:verb>/", views.act, name="act"),
]
