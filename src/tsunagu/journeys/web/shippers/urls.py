"""Addresses of shippers."""

from django.urls import path

from tsunagu.journeys.web.shippers import views

app_name = "shippers"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("add/", views.add_page, name="add"),
    path("<uuid:uuid>/", views.shipper, name="shipper"),
    path("<uuid:uuid>/retire/", views.retire, name="retire"),
]
