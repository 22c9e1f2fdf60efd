"""What every table must say of itself, and which way tables may point."""

import re

import pytest
from django.apps import apps
from django.db import models
from tests.architecture import sources

DECLARATIONS = {"none", "pseudonymous", "personal"}
IDENTIFYING = re.compile(
    r"(^|_)(e?mail|phone|telephone|birth\w*|kana|family_name|given_name|patient_name|address_of_person|insurance\w*)($|_)"
)
OF_ORGANISATIONS = {("members.Member", "phone"), ("members.Member", "name_kana")}
OURS = [model for model in apps.get_models() if model.__module__.startswith("tsunagu.")]


def test_there_are_models_to_look_at() -> None:
    assert len(OURS) > 5


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_whether_it_holds_personal_data(model: type[models.Model]) -> None:
    # inherited words don't count: a parent's "none" would hide a child that holds a patient's weight
    assert "personal_data" in vars(model), "say on the model itself: none, pseudonymous or personal"
    declared = vars(model)["personal_data"]
    assert declared in DECLARATIONS
    suspicious = [field.name for field in model._meta.get_fields() if IDENTIFYING.search(field.name)]
    suspicious = [name for name in suspicious if (model._meta.label, name) not in OF_ORGANISATIONS]
    assert declared == "personal" or not suspicious, f"{suspicious} identify people"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_table_is_named_after_its_concept(model: type[models.Model]) -> None:
    assert model._meta.db_table.startswith(f"{model._meta.app_label}_")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_downwards_or_stay_at_home(model: type[models.Model]) -> None:
    own = model._meta.app_label
    for field in model._meta.get_fields():
        target = field.related_model
        if field.auto_created or not isinstance(target, type) or not target.__module__.startswith("tsunagu."):
            continue
        to = target._meta.app_label
        assert to == own or sources.height(to) < sources.height(own), (
            f"{field.name} points to {target._meta.label}"
        )


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_nothing_points_at_the_ledger(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        target = field.related_model
        is_ledger = isinstance(target, type) and target._meta.label_lower.startswith("custody.ledger")
        assert field.auto_created or not is_ledger, (
            f"{field.name}: rows of the ledger are not referred to by keys"
        )
