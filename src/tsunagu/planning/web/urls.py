"""Addresses of planning."""

from django.urls import path

from tsunagu.planning.web import asking, editing, files, views
from tsunagu.planning.web.estimates import views as estimates
from tsunagu.planning.web.fairness import acts as fairness_acts
from tsunagu.planning.web.fairness import files as fairness_files
from tsunagu.planning.web.fairness import views as fairness
from tsunagu.planning.web.mending import views as mending
from tsunagu.planning.web.runs import asking as run_asking
from tsunagu.planning.web.runs import files as run_files
from tsunagu.planning.web.runs import views as runs
from tsunagu.planning.web.schedule import views as schedule
from tsunagu.planning.web.stock import doses as stock_doses
from tsunagu.planning.web.stock import files as stock_files
from tsunagu.planning.web.stock import views as stock

app_name = "planning"
urlpatterns = [
    path("", runs.home, name="home"),
    path("schedule/", schedule.schedule_page, name="schedule"),
    path("schedule/bars/", schedule.bars_csv, name="schedule_csv"),
    path("runs/", runs.list_page, name="runs"),
    path("runs/new/", run_asking.new_page, name="new_run"),
    path("runs/<uuid:uuid>/", runs.run_page, name="run"),
    path("runs/<uuid:uuid>/cancel/", run_asking.cancel, name="cancel_run"),
    path("runs/<uuid:uuid>/what-if/", run_asking.what_if, name="what_if"),
    path("runs/<uuid:uuid>/problem/", run_files.problem_file, name="problem_file"),
    path("runs/<uuid:uuid>/plan/", run_files.plan_file, name="plan_file"),
    path("runs/<uuid:uuid>/bars/", run_files.bars_csv, name="bars_csv"),
    path("runs/<uuid:uuid>/against/<uuid:other>/", runs.compare_page, name="compare_runs"),
    path("requests/", asking.requests_page, name="requests"),
    path("requests/new/", asking.new_request, name="new_request"),
    path("requests/<uuid:uuid>/", asking.request_page, name="request"),
    path("requests/<uuid:uuid>/choose/", asking.choose, name="choose"),
    path("requests/<uuid:uuid>/confirm/", asking.confirm_page, name="confirm"),
    path("requests/<uuid:uuid>/order/", asking.order_page, name="order_dates"),
    path("requests/<uuid:uuid>/again/", asking.again, name="again"),
    path("requests/<uuid:uuid>/give-back/", asking.give_back_page, name="give_back"),
    path("requests/<uuid:uuid>/withdraw/", asking.withdraw_page, name="withdraw_request"),
    path("fairness/", fairness.overview, name="allocation"),
    path("fairness/policies/new/", fairness_acts.new_policy, name="new_allocation_policy"),
    path("fairness/policies/<uuid:uuid>/", fairness.policy_page, name="allocation_policy"),
    path("fairness/rounds/new/", fairness_acts.new_round, name="new_allocation_round"),
    path("fairness/rounds/<uuid:uuid>/", fairness.round_page, name="allocation_round"),
    path("fairness/rounds/<uuid:uuid>/effect/", fairness.effect_page, name="allocation_effect"),
    path("fairness/rounds/<uuid:uuid>/overrides/", fairness.log_page, name="allocation_overrides"),
    path("fairness/rounds/<uuid:uuid>/figures/", fairness_files.figures_csv, name="allocation_figures"),
    path("fairness/rounds/<uuid:uuid>/requests/", fairness_files.requests_csv, name="allocation_requests"),
    path("fairness/rounds/<uuid:uuid>/<slug:act>/", fairness_acts.round_act, name="allocation_act"),
    path("fairness/claims/<uuid:uuid>/", fairness.claim_page, name="allocation_claim"),
    path("fairness/claims/<uuid:uuid>/inputs/", fairness_acts.state_page, name="allocation_inputs"),
    path("fairness/claims/<uuid:uuid>/override/", fairness_acts.new_override, name="allocation_override"),
    path("fairness/claims/<uuid:uuid>/answer/<slug:said>/", fairness_acts.answer, name="allocation_answer"),
    path(
        "fairness/claims/<uuid:uuid>/override/<uuid:override>/<slug:act>/",
        fairness_acts.override_act,
        name="allocation_override_act",
    ),
    path("requests/<uuid:uuid>/unfit/", mending.unfit_page, name="unfit"),
    path("mending/", mending.list_page, name="mendings"),
    path("mending/<uuid:uuid>/", mending.mending_page, name="mending"),
    path("mending/<uuid:uuid>/changes/", mending.changes_csv, name="mending_csv"),
    path("mending/part/<uuid:part>/accept/", mending.accept, name="accept_part"),
    path("mending/part/<uuid:part>/decline/", mending.decline, name="decline_part"),
    path("mending/part/<uuid:part>/object/", mending.object_page, name="object_to_part"),
    path("estimates/", estimates.list_page, name="estimates"),
    path("estimates/table/", estimates.csv, name="estimates_csv"),
    path("estimates/look/", estimates.look_again, name="look_again"),
    path("estimates/<uuid:uuid>/", estimates.estimate_page, name="estimate"),
    path("estimates/<uuid:uuid>/accept/", estimates.accept, name="accept_estimate"),
    path("estimates/<uuid:uuid>/decline/", estimates.decline, name="decline_estimate"),
    path("estimates/<uuid:uuid>/end/", estimates.end, name="end_estimate"),
    path("stock/", stock.stock_page, name="stock"),
    path("stock/new/", stock.new_page, name="new_stock_run"),
    path("stock/products/<slug:therapy>/", stock.product_page, name="stock_product"),
    path("stock/products/<slug:therapy>/doses/", stock_doses.doses_page, name="stock_doses"),
    path("stock/<uuid:uuid>/", stock.run_page, name="stock_run"),
    path("stock/<uuid:uuid>/csv/<slug:what>/", stock_files.run_csv, name="stock_csv"),
    path("capacity/", views.capacity_page, name="capacity"),
    path("capacity/resource/<uuid:uuid>/", views.resource_page, name="resource"),
    path("capacity/resource/<uuid:uuid>/edit/", editing.edit_page, name="edit"),
    path("capacity/resource/<uuid:uuid>/days/", files.days_csv, name="days_csv"),
    path("capacity/resource/<uuid:uuid>/withdraw/", editing.withdraw, name="withdraw"),
    path("capacity/exception/<uuid:uuid>/remove/", editing.remove, name="remove_exception"),
    path("capacity/<uuid:member>/", views.member_page, name="member"),
    path("capacity/<uuid:member>/new/", editing.new_page, name="new"),
    path("capacity/<uuid:member>/exceptions/", editing.exceptions_page, name="exceptions"),
    path("capacity/<uuid:member>/import/", files.import_page, name="import"),
    path("capacity/<uuid:member>/file/<slug:kind>/", files.export, name="file"),
]
