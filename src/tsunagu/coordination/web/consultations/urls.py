"""Addresses of consultations."""

from django.urls import path

from tsunagu.coordination.web.consultations import acts, beginning, views

app_name = "consultations"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", beginning.new_page, name="new"),
    path("<uuid:uuid>/", views.consultation_page, name="consultation"),
    path("<uuid:uuid>/files/<uuid:file>/", views.file, name="file"),
    path("<uuid:uuid>/tasks/<uuid:task>/done/", acts.task_done, name="task_done"),
    path("<uuid:uuid>/<str:verb>/", acts.act, name="act"),
]
