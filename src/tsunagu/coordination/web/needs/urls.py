"""Addresses of needs, offers and ideas."""

from django.urls import path

from tsunagu.coordination.web.needs import acts, views

app_name = "needs"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", acts.new_page, name="new"),
    path("figures/", views.figures_page, name="figures"),
    path("<uuid:uuid>/", views.need_page, name="need"),
    path("<uuid:uuid>/edit/", acts.edit_page, name="edit"),
    path("<uuid:uuid>/post/", acts.post, name="post"),
    path("<uuid:uuid>/close/", acts.close, name="close"),
    path("<uuid:uuid>/introduce/", acts.introduce_member, name="introduce"),
    path("introductions/<uuid:uuid>/answer/", acts.answer_introduction, name="answer"),
    path("introductions/<uuid:uuid>/withdraw/", acts.withdraw_introduction, name="withdraw"),
]
