"""Addresses of calls."""

from django.urls import path

from tsunagu.notices.web.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.calls_page, name="list"),
    path("<uuid:uuid>/", views.call_page, name="call"),
    path("<uuid:uuid>/answer/", views.answer_page, name="answer"),
]
