"""Addresses of the composer, of proposals and of lanes."""

from django.urls import path

from tsunagu.coordination.web.composing import kept, lanes, views

app_name = "composing"
urlpatterns = [
    path("", views.compose_page, name="compose"),
    path("keep/", views.keep, name="keep"),
    path("lanes/", lanes.lanes_page, name="lanes"),
    path("lanes/new/", lanes.add_page, name="add_lane"),
    path("lanes/<uuid:uuid>/end/", lanes.end, name="end_lane"),
    path("shared/<uuid:uuid>/", kept.shared_page, name="shared"),
    path("<uuid:uuid>/", kept.proposal_page, name="proposal"),
    path("<uuid:uuid>/show/", kept.show_to, name="show_to"),
]
