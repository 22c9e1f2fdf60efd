"""Addresses of the pipeline."""

from django.urls import path

from tsunagu.coordination.web.pipeline import acts, funding, lead, parts, views

app_name = "pipeline"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("table.csv", views.table_csv, name="csv"),
    path("figures/", views.figures_page, name="figures"),
    path("reports/", funding.reports_page, name="reports"),
    path("programmes/", funding.programmes_page, name="programmes"),
    path("programmes/new/", funding.new_programme, name="new_programme"),
    path("programmes/<uuid:uuid>/", funding.edit_programme, name="programme"),
    path("new/", acts.new_product, name="new"),
    path("<uuid:uuid>/", views.product_view, name="product"),
    path("<uuid:uuid>/edit/", acts.edit_product, name="edit"),
    path("<uuid:uuid>/move/", acts.move, name="move"),
    path("<uuid:uuid>/moves/<uuid:move>/withdraw/", acts.withdraw, name="withdraw"),
    path("<uuid:uuid>/plan/", acts.plan, name="plan"),
    path("<uuid:uuid>/partners/", parts.invite, name="invite"),
    path("<uuid:uuid>/partners/<uuid:part>/answer/", parts.answer, name="answer"),
    path("<uuid:uuid>/partners/<uuid:part>/end/", parts.end, name="end_part"),
    path("<uuid:uuid>/lead/", lead.lead, name="lead"),
    path("<uuid:uuid>/lead/<uuid:offer>/answer/", lead.answer_lead, name="answer_lead"),
    path("<uuid:uuid>/lead/<uuid:offer>/back/", lead.take_lead_back, name="take_lead_back"),
    path("<uuid:uuid>/end/", lead.stop, name="stop"),
    path("<uuid:uuid>/measures/", parts.measure, name="measure"),
    path("<uuid:uuid>/measures/<uuid:measure>/end/", parts.stop_measure, name="end_measure"),
    path("<uuid:uuid>/awards/", funding.award, name="award"),
    path("<uuid:uuid>/awards/<uuid:award>/", funding.edit_award, name="edit_award"),
    path("<uuid:uuid>/awards/<uuid:award>/reports/", funding.report, name="report"),
    path("<uuid:uuid>/reports/<uuid:report>/remove/", funding.report_away, name="remove_report"),
    path("<uuid:uuid>/reports/<uuid:report>/done/", funding.report_done, name="report_done"),
]
