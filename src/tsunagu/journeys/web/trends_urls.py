"""Addresses of control measurements and trends."""

from django.urls import path

from tsunagu.journeys.web.trends import control_chart, lists, measuring, product_chart

app_name = "trends"
PRODUCT = "trends/product/<slug:route>/<slug:panel>/<slug:characteristic>/"
urlpatterns = [
    path("controls/", lists.controls, name="controls"),
    path("controls/register/", measuring.register, name="register"),
    path("controls/<str:number>/record/", measuring.record, name="record"),
    path("trends/", lists.trends, name="list"),
    path("trends/control/<str:number>/", control_chart.page, name="control"),
    path("trends/control/<str:number>/points.csv", control_chart.export, name="control_csv"),
    path("trends/control/<str:number>/freeze/", control_chart.freeze, name="control_freeze"),
    path("trends/control/<str:number>/assess/", control_chart.assess, name="control_assess"),
    path(PRODUCT, product_chart.page, name="product"),
    path(f"{PRODUCT}points.csv", product_chart.export, name="product_csv"),
    path(f"{PRODUCT}freeze/", product_chart.freeze, name="product_freeze"),
    path(f"{PRODUCT}assess/", product_chart.assess, name="product_assess"),
]
