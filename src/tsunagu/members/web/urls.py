"""Addresses of the directory and of the keys of programs."""

from django.urls import path

from tsunagu.members.web import program_keys, views

app_name = "members"
urlpatterns = [
    path("", views.directory_page, name="directory"),
    path("<uuid:uuid>/", views.member_page, name="member"),
    path("<uuid:member>/keys/", program_keys.keys_page, name="keys"),
    path("<uuid:member>/keys/new/", program_keys.new_key_page, name="new_key"),
    path("keys/<uuid:uuid>/end/", program_keys.end_key_page, name="end_key"),
]
