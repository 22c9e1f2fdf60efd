"""Addresses of the control tower and the inbox."""

from django.urls import path

from tsunagu.portal.web import views

app_name = "portal"
urlpatterns = [
    path("", views.tower_page, name="tower"),
    path("tower/live/", views.tower_live, name="live"),
    path("inbox/", views.inbox_page, name="inbox"),
    path("inbox/<uuid:uuid>/done/", views.notice_done, name="notice_done"),
    path("start/", views.start, name="start"),
]
