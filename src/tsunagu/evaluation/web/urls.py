"""Addresses of rounds between laboratories."""

from django.urls import path

from tsunagu.evaluation.web import round_page, rounds

app_name = "rounds"
urlpatterns = [
    path("rounds/", rounds.list_page, name="list"),
    path("rounds/plan/", rounds.plan_page, name="plan"),
    path("rounds/<str:number>/", round_page.page, name="round"),
    path("rounds/<str:number>/report/", round_page.report, name="report"),
    path("rounds/<str:number>/report.pdf", round_page.paper, name="pdf"),
    path("rounds/<str:number>/results.csv", round_page.export, name="csv"),
    path("rounds/<str:number>/material/", round_page.material, name="material"),
    path("rounds/<str:number>/<slug:verb>/", round_page.act, name="act"),
]
