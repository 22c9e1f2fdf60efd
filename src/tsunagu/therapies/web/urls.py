"""Addresses of therapies."""

from django.urls import path

from tsunagu.therapies.web import views, writing

app_name = "therapies"
urlpatterns = [
    path("", views.route_list, name="list"),
    path("write/", writing.write_route, name="write"),
    path("<slug:key>/", views.route_page, name="route"),
    path("<slug:key>/<int:version>/", views.route_page, name="version"),
    path("<slug:key>/<int:version>/file", views.route_file, name="file"),
]
