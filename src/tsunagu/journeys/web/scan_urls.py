"""Addresses of the scan page."""

from django.urls import path

from tsunagu.journeys.web import scan, scan_bedside, scan_case, scan_item, scan_problem

app_name = "scan"
urlpatterns = [
    path("", scan.start, name="start"),
    path("read/", scan.read, name="read"),
    path("decode/", scan.decode, name="decode"),
    path("item/<uuid:uuid>/", scan_item.item_page, name="item"),
    path("item/<uuid:uuid>/do/", scan_item.do, name="do"),
    path("item/<uuid:uuid>/bedside/", scan_bedside.bedside, name="bedside"),
    path("item/<uuid:uuid>/problem/", scan_problem.problem, name="problem"),
    path("case/<str:number>/", scan_case.case_page, name="case"),
    path("case/<str:number>/wristband.pdf", scan_case.wristband, name="wristband"),
]
