"""Addresses of comparability studies."""

from django.urls import path

from tsunagu.journeys.web import comparability, comparability_plan, comparability_study, comparability_values

app_name = "comparability"
urlpatterns = [
    path("", comparability.list_page, name="list"),
    path("new/", comparability_plan.new_page, name="new"),
    path("<str:number>/", comparability_study.page, name="study"),
    path("<str:number>/plan/", comparability_plan.change_page, name="plan"),
    path("<str:number>/values/", comparability_values.page, name="values"),
    path("<str:number>/take/", comparability_values.take, name="take"),
    path("<str:number>/lots/", comparability_values.lots, name="lots"),
    path("<str:number>/<str:table>.csv", comparability_study.export, name="csv"),
    path("<str:number>/<str:verb>/", comparability_study.act, name="act"),
]
