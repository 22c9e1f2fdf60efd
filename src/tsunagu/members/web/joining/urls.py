"""Addresses of the application to join: open to passers-by."""

from django.urls import path

from tsunagu.members.web.joining import views

app_name = "joining"
urlpatterns = [
    path("", views.form_page, name="form"),
    path("<slug:secret>/", views.state_page, name="state"),
]
