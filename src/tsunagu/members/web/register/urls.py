"""Addresses of the register."""

from django.urls import path

from tsunagu.members.web.register import applications, growth, importing, views, years

app_name = "register"
urlpatterns = [
    path("", views.home_page, name="home"),
    path("own/", views.own_page, name="own"),
    path("members/<uuid:uuid>/", views.membership_page, name="membership"),
    path("members/<uuid:uuid>/edit/", views.edit_page, name="edit"),
    path("members/<uuid:uuid>/prepared/", views.prepared, name="prepared"),
    path("members/<uuid:uuid>/<int:year>/", years.answer, name="answer"),
    path("import/", importing.import_page, name="import"),
    path("file/<str:kind>/", importing.export, name="file"),
    path("template/<str:kind>/", importing.template, name="template"),
    path("years/", years.this_year, name="years"),
    path("years/<int:year>/", years.year_page, name="year"),
    path("years/<int:year>/fees/", years.fees_csv, name="fees"),
    path("applications/", applications.queue_page, name="applications"),
    path("applications/<uuid:uuid>/", applications.application_page, name="application"),
    path("applications/<uuid:uuid>/accept/", applications.accept, name="accept"),
    path("growth/", growth.growth_page, name="growth"),
    path("growth/file/", growth.growth_csv, name="growth_file"),
]
