"""Addresses of coverage."""

from django.urls import path

from tsunagu.coordination.web.coverage import views

app_name = "coverage"
urlpatterns = [
    path("", views.coverage_page, name="coverage"),
    path("stop/<uuid:member>/", views.stop_page, name="stop"),
]
