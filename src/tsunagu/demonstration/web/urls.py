"""Addresses of the demonstration."""

from django.urls import path

from tsunagu.demonstration.web import views

urlpatterns = [path("sign-in/", views.sign_in, name="demonstration_sign_in")]
