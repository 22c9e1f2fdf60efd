"""Addresses of look-backs."""

from django.urls import path

from tsunagu.journeys.web import look_backs

app_name = "look_backs"
urlpatterns = [
    path("", look_backs.list_page, name="list"),
    path("open/", look_backs.open_page, name="open"),
    path("<str:number>/", look_backs.page, name="page"),
    path("<str:number>/look-back.csv", look_backs.export, name="csv"),
    path("<str:number>/<slug:verb>/", look_backs.act, name="act"),
]
