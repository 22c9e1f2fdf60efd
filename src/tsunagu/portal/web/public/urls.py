"""Addresses of the public figures."""

from django.urls import path

from tsunagu.portal.web.public import views

app_name = "figures"
urlpatterns = [
    path("", views.figures_page, name="page"),
    path("figures.json", views.figures_json, name="json"),
    path("figures.csv", views.figures_csv, name="csv"),
]
