"""Addresses of the directory."""

from django.urls import path

from tsunagu.members.web import views

app_name = "members"
urlpatterns = [
    path("", views.directory_page, name="directory"),
    path("<uuid:uuid>/", views.member_page, name="member"),
]
