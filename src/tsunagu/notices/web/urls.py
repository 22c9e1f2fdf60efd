"""Addresses of letters by e-mail."""

from django.urls import path

from tsunagu.notices.web import views

app_name = "notices"
urlpatterns = [
    path("mail/", views.mail_page, name="mail"),
    path("mail/letters/", views.letters_page, name="letters"),
    path("mail/letters/<uuid:uuid>/", views.letter_page, name="letter"),
    path("mail/troubles/", views.troubles_page, name="troubles"),
    path("mail/troubles/<uuid:uuid>/<str:act>/", views.trouble_act, name="trouble_act"),
]
