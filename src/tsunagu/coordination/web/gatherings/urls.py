"""Addresses of gatherings for members."""

from django.urls import path

from tsunagu.coordination.web.gatherings import door, editing, papers, views

app_name = "gatherings"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("calendar.ics", views.calendar_file, name="calendar"),
    path("new/", editing.new_page, name="new"),
    path("<uuid:uuid>/", views.gathering_page, name="gathering"),
    path("<uuid:uuid>/calendar.ics", views.one_calendar_file, name="one_calendar"),
    path("<uuid:uuid>/register/", views.register, name="register"),
    path("<uuid:uuid>/give-back/", views.give_back, name="give_back"),
    path("<uuid:uuid>/edit/", editing.edit_page, name="edit"),
    path("<uuid:uuid>/publish/", editing.publish, name="publish"),
    path("<uuid:uuid>/call-off/", editing.call_off_page, name="call_off"),
    path("<uuid:uuid>/programme/", editing.item_page, name="new_item"),
    path("<uuid:uuid>/programme/<uuid:item>/", editing.item_page, name="item"),
    path("<uuid:uuid>/programme/<uuid:item>/remove/", editing.remove_item, name="remove_item"),
    path("<uuid:uuid>/papers/", papers.attach, name="attach"),
    path("<uuid:uuid>/papers/<uuid:file>/", papers.file, name="file"),
    path("<uuid:uuid>/papers/<uuid:file>/remove/", papers.remove, name="remove_file"),
    path("<uuid:uuid>/door/attendance/", door.settle, name="settle"),
    path("<uuid:uuid>/door/", door.door_page, name="door"),
    path("<uuid:uuid>/door/read/", door.read, name="read"),
    path("<uuid:uuid>/door/walk-in/", door.walk_in, name="walk_in"),
    path("<uuid:uuid>/door/<uuid:registration>/", door.check_in, name="check_in"),
    path("<uuid:uuid>/list.csv", door.csv, name="csv"),
]
