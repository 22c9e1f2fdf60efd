"""Addresses of the directory, of members' pages with their changes, and of the keys of programs."""

from django.urls import path

from tsunagu.members.web import directory, program_keys, views
from tsunagu.members.web.profile import deciding, editing, reading

app_name = "members"
urlpatterns = [
    path("", directory.directory_page, name="directory"),
    path("list.csv", directory.directory_csv, name="directory_csv"),
    path("<uuid:uuid>/", views.member_page, name="member"),
    path("<uuid:member>/keys/", program_keys.keys_page, name="keys"),
    path("<uuid:member>/keys/new/", program_keys.new_key_page, name="new_key"),
    path("keys/<uuid:uuid>/end/", program_keys.end_key_page, name="end_key"),
    path("public/", reading.public_page, name="public"),
    path("public/<uuid:member>/", reading.public_member_page, name="public_member"),
    path("evidence/<uuid:uuid>/", reading.evidence, name="evidence"),
    path("proposals/", deciding.proposals_page, name="proposals"),
    path("proposals/<uuid:uuid>/", deciding.proposal_page, name="proposal"),
    path("proposals/<uuid:uuid>/approve/", deciding.approve_page, name="approve_proposal"),
    path("proposals/<uuid:uuid>/return/", deciding.return_page, name="return_proposal"),
    path("proposals/<uuid:uuid>/withdraw/", deciding.withdraw_page, name="withdraw_proposal"),
    path("<uuid:member>/history/", reading.history_page, name="history"),
    path("<uuid:member>/edit/", editing.edit_page, name="edit"),
    path("<uuid:member>/edit/<slug:part>/", editing.part_page, name="edit_part"),
    path("<uuid:member>/edit/<slug:part>/<uuid:subject>/", editing.part_page, name="edit_item"),
    path("<uuid:member>/edit/<slug:part>/<uuid:subject>/end/", editing.end_page, name="end_item"),
]
