"""Addresses of the register of agreements, audits and approvals."""

from django.urls import path

from tsunagu.members.web.agreements import acts, views

app_name = "agreements"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("audits/", views.list_page, {"show": "audits"}, name="audits"),
    path("suppliers/", views.list_page, {"show": "suppliers"}, name="suppliers"),
    path("table/", views.table_csv, name="csv"),
    path("new/", acts.new_agreement, name="new"),
    path("<uuid:uuid>/", views.agreement_page, name="agreement"),
    path("<uuid:uuid>/end/", acts.end_page, name="end"),
    path("<uuid:uuid>/renew/", acts.renew_page, name="renew"),
    path("audits/new/", acts.new_audit, name="new_audit"),
    path("suppliers/new/", acts.new_approval, name="new_approval"),
    path("suppliers/<uuid:uuid>/end/", acts.end_approval_page, name="end_approval"),
]
