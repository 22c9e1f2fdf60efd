"""Addresses of shared use."""

from django.urls import path

from tsunagu.coordination.web.sharing import bookings, charges, offering, views

app_name = "sharing"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", offering.new_page, name="new"),
    path("offers/<uuid:uuid>/", views.offer_page, name="offer"),
    path("offers/<uuid:uuid>/edit/", offering.edit_page, name="edit"),
    path("offers/<uuid:uuid>/withdraw/", offering.withdraw, name="withdraw"),
    path("offers/<uuid:uuid>/book/", bookings.book_page, name="book"),
    path("bookings/", bookings.own_page, name="bookings"),
    path("bookings/<uuid:uuid>/", bookings.booking_page, name="booking"),
    path("bookings/<uuid:uuid>/answer/", bookings.answer, name="answer"),
    path("bookings/<uuid:uuid>/cancel/", bookings.cancel, name="cancel"),
    path("bookings/<uuid:uuid>/use/", bookings.use, name="use"),
    path("desk/", bookings.desk_page, name="desk"),
    path("charges/", charges.charges_page, name="charges"),
    path("charges.csv", charges.csv, name="charges_csv"),
    path("charges.xlsx", charges.book, name="charges_book"),
]
