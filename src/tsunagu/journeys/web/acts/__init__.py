"""What a person can do with a journey, each with its form; found by its name in the address."""

from tsunagu.journeys.web.acts.amending import AMEND
from tsunagu.journeys.web.acts.base import Act, Asked
from tsunagu.journeys.web.acts.calculating import CALCULATE
from tsunagu.journeys.web.acts.certificates import CERTIFICATE
from tsunagu.journeys.web.acts.decisions import PROPOSE, SIGN
from tsunagu.journeys.web.acts.disposing import DISPOSE
from tsunagu.journeys.web.acts.evidence import CONFIRM_CORRECTION, CORRECT, READINGS
from tsunagu.journeys.web.acts.importing import IMPORT
from tsunagu.journeys.web.acts.investigation import OOS_CHECK, OOS_CONCLUDE, OOS_PLAN, OOS_RETEST
from tsunagu.journeys.web.acts.laboratory import GIVE_BACK, RESULT, VERIFY
from tsunagu.journeys.web.acts.numbers import NUMBER
from tsunagu.journeys.web.acts.passing import COUNTERSIGN, HOLD, LIFT
from tsunagu.journeys.web.acts.records import (
    ASSESS_DONOR,
    CLOSE_DEVIATION,
    CONSENT,
    DEVIATION,
    DONOR_TEST,
    READINESS,
    RUNNING_TESTS,
    WEIGHT,
    WITHDRAW,
)
from tsunagu.journeys.web.acts.releasing import WITHDRAW_RELEASE
from tsunagu.journeys.web.acts.sampling import SAMPLE
from tsunagu.journeys.web.acts.steps import COMPLETE, FAIL, START
from tsunagu.journeys.web.acts.travelling import PACK
from tsunagu.journeys.web.acts.turns import AGAIN, CANCEL, NOTIFY

ACTS: dict[str, Act] = {
    act.verb: act
    for act in (
        START,
        COMPLETE,
        FAIL,
        PROPOSE,
        SIGN,
        HOLD,
        LIFT,
        COUNTERSIGN,
        READINGS,
        PACK,
        CORRECT,
        CONSENT,
        WITHDRAW,
        DONOR_TEST,
        WEIGHT,
        READINESS,
        RUNNING_TESTS,
        DEVIATION,
        CLOSE_DEVIATION,
        AGAIN,
        CANCEL,
        NOTIFY,
        AMEND,
        NUMBER,
        ASSESS_DONOR,
        DISPOSE,
        SAMPLE,
        WITHDRAW_RELEASE,
        CONFIRM_CORRECTION,
        RESULT,
        CALCULATE,
        VERIFY,
        GIVE_BACK,
        IMPORT,
        OOS_CHECK,
        OOS_PLAN,
        OOS_RETEST,
        OOS_CONCLUDE,
        CERTIFICATE,
    )
}

__all__ = ["ACTS", "Act", "Asked"]
