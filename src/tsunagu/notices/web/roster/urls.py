"""Addresses of the roster."""

from django.urls import path

from tsunagu.notices.web.roster import views

app_name = "roster"
urlpatterns = [
    path("", views.roster_page, name="own"),
    path("<uuid:member>/", views.roster_page, name="roster"),
    path("<uuid:member>/turn/", views.turn_page, name="turn"),
    path("<uuid:member>/change/", views.change_page, name="change"),
    path("<uuid:member>/import/", views.import_page, name="import"),
    path("<uuid:member>/file.csv", views.file_page, name="file"),
    path("turns/<uuid:uuid>/remove/", views.remove_turn_page, name="remove_turn"),
    path("changes/<uuid:uuid>/remove/", views.remove_change_page, name="remove_change"),
]
