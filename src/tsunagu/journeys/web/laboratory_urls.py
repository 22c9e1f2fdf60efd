"""Addresses of the laboratory's pages."""

from django.urls import path

from tsunagu.journeys.web import certificates, laboratory

app_name = "laboratory"
urlpatterns = [
    path("", laboratory.worklist_page, name="worklist"),
    path("certificates/", certificates.verify_page, name="certificates"),
    path("certificates/<str:code>.pdf", certificates.paper, name="certificate_pdf"),
    path("certificates/<str:code>.json", certificates.twin, name="certificate_json"),
]
