"""Addresses of planning."""

from django.urls import path

from tsunagu.planning.web import asking, editing, files, views

app_name = "planning"
urlpatterns = [
    path("requests/", asking.requests_page, name="requests"),
    path("requests/new/", asking.new_request, name="new_request"),
    path("requests/<uuid:uuid>/", asking.request_page, name="request"),
    path("requests/<uuid:uuid>/choose/", asking.choose, name="choose"),
    path("requests/<uuid:uuid>/confirm/", asking.confirm_page, name="confirm"),
    path("requests/<uuid:uuid>/again/", asking.again, name="again"),
    path("requests/<uuid:uuid>/give-back/", asking.give_back_page, name="give_back"),
    path("requests/<uuid:uuid>/withdraw/", asking.withdraw_page, name="withdraw_request"),
    path("capacity/", views.capacity_page, name="capacity"),
    path("capacity/resource/<uuid:uuid>/", views.resource_page, name="resource"),
    path("capacity/resource/<uuid:uuid>/edit/", editing.edit_page, name="edit"),
    path("capacity/resource/<uuid:uuid>/days/", files.days_csv, name="days_csv"),
    path("capacity/resource/<uuid:uuid>/withdraw/", editing.withdraw, name="withdraw"),
    path("capacity/exception/<uuid:uuid>/remove/", editing.remove, name="remove_exception"),
    path("capacity/<uuid:member>/", views.member_page, name="member"),
    path("capacity/<uuid:member>/new/", editing.new_page, name="new"),
    path("capacity/<uuid:member>/exceptions/", editing.exceptions_page, name="exceptions"),
    path("capacity/<uuid:member>/import/", files.import_page, name="import"),
    path("capacity/<uuid:member>/file/<slug:kind>/", files.export, name="file"),
]
