"""Addresses of the laboratory's pages."""

from django.urls import path

from tsunagu.journeys.web import laboratory

app_name = "laboratory"
urlpatterns = [path("", laboratory.worklist_page, name="worklist")]
