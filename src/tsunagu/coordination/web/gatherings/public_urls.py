"""Addresses of gatherings for passers-by, and of the private pages of those who registered."""

from django.urls import path

from tsunagu.coordination.web.gatherings import papers, private, public

app_name = "public_gatherings"
urlpatterns = [
    path("", public.list_page, name="list"),
    path("calendar.ics", public.calendar_file, name="calendar"),
    path("<uuid:uuid>/", public.gathering_page, name="gathering"),
    path("<uuid:uuid>/papers/<uuid:file>/", papers.public_file, name="file"),
    path("<uuid:uuid>/calendar.ics", public.one_calendar_file, name="one_calendar"),
    path("mine/<str:link>/", private.mine_page, name="mine"),
    path("mine/<str:link>/give-back/", private.give_back, name="give_back"),
    path("mine/<str:link>/withdraw/", private.withdraw, name="withdraw"),
    path("mine/<str:link>/calendar.ics", private.calendar_file, name="mine_calendar"),
]
