"""Addresses of the control tower and the inbox."""

from django.urls import path

from tsunagu.portal.web import filters, notifying, over_time, views

app_name = "portal"
urlpatterns = [
    path("", views.tower_page, name="tower"),
    path("tower/live/", views.tower_live, name="live"),
    path("tower/figures/", over_time.figures_page, name="figures"),
    path("tower/notify/", notifying.notify_matter, name="notify"),
    path("tower/notify-report/", notifying.notify_report, name="notify_report"),
    path("tower/filters/", filters.keep, name="keep_filter"),
    path("tower/filters/<uuid:uuid>/begin/", filters.begin, name="begin_with"),
    path("tower/filters/<uuid:uuid>/forget/", filters.forget, name="forget_filter"),
    path("inbox/", views.inbox_page, name="inbox"),
    path("inbox/<uuid:uuid>/done/", views.notice_done, name="notice_done"),
    path("start/", views.start, name="start"),
]
