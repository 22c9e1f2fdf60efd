"""Who the patient is: known to the hospital only, sealed before it is stored."""

from dataclasses import dataclass
from datetime import date

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Patient:
    """Name, reading, birth date and the hospital's record number of a patient."""

    name: str
    kana: str
    born_on: date
    record_number: str


def check_patient(patient: Patient, today: date) -> None:
    """Refuse an identity that can't be right."""
    for value, field, ja, en in (
        (patient.name, "name", "氏名", "name"),
        (patient.record_number, "record_number", "患者ID", "patient id"),
    ):
        if not value.strip() or len(value) > LONGEST_NAME:
            raise BadInput(
                "patient_field",
                Text(
                    f"{ja}を1〜{LONGEST_NAME}文字で入力してください。",
                    f"Type the {en} in 1 to {LONGEST_NAME} characters.",
                ),
                field=field,
            )
    if not date(1900, 1, 1) <= patient.born_on <= today:
        raise BadInput(
            "birth_date",
            Text(
                "生年月日を確認してください。1900年から今日までの日付です。",
                "Check the birth date: from 1900 until today.",
            ),
            field="born_on",
        )
