"""Addresses of the laboratory's pages."""

from django.urls import path

from tsunagu.journeys.web import (
    catalogue,
    certificates,
    laboratory,
    qualifications,
    samples,
    specifications,
    variation,
)

app_name = "laboratory"
urlpatterns = [
    path("", laboratory.worklist_page, name="worklist"),
    path("catalogue/", catalogue.catalogue_page, name="catalogue"),
    path("specifications/", specifications.list_page, name="specifications"),
    path("specifications/<slug:key>/", specifications.therapy_page, name="specification"),
    path("samples/", samples.list_page, name="samples"),
    path("samples.csv", samples.export, name="samples_csv"),
    path("samples/<uuid:uuid>/", samples.page, name="sample"),
    path("samples/<uuid:uuid>/<slug:verb>/", samples.act, name="sample_act"),
    path("variation/", variation.page, name="variation"),
    path("variation/variation.csv", variation.export, name="variation_csv"),
    path("methods/", qualifications.list_page, name="qualifications"),
    path("methods/qualify/", qualifications.qualify_page, name="qualify"),
    path("methods/<str:number>/withdraw/", qualifications.withdraw_page, name="withdraw"),
    path("certificates/", certificates.verify_page, name="certificates"),
    path("certificates/<str:code>.pdf", certificates.paper, name="certificate_pdf"),
    path("certificates/<str:code>.json", certificates.twin, name="certificate_json"),
]
