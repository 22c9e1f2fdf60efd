"""Agreement of two methods, raters or profiles: limits of agreement, lines through errors, ICC, kappa, STR."""

from tsunagu.statistics.agreement.deming import FittedLine, deming
from tsunagu.statistics.agreement.fleiss_kappa import FleissKappa, fleiss_kappa, rating_counts
from tsunagu.statistics.agreement.intraclass import IntraclassCorrelation, intraclass
from tsunagu.statistics.agreement.kappa import Kappa, cohen_kappa, cross_table
from tsunagu.statistics.agreement.limits_of_agreement import LimitsOfAgreement, limits_of_agreement
from tsunagu.statistics.agreement.passing_bablok import PassingBablok, passing_bablok
from tsunagu.statistics.agreement.replicated_agreement import (
    ReplicatedAgreement,
    paired_replicates,
    unpaired_replicates,
)
from tsunagu.statistics.agreement.str_profile import ProfileMatch, match_profiles
from tsunagu.statistics.agreement.str_reading import profile

__all__ = [
    "FittedLine",
    "FleissKappa",
    "IntraclassCorrelation",
    "Kappa",
    "LimitsOfAgreement",
    "PassingBablok",
    "ProfileMatch",
    "ReplicatedAgreement",
    "cohen_kappa",
    "cross_table",
    "deming",
    "fleiss_kappa",
    "intraclass",
    "limits_of_agreement",
    "match_profiles",
    "paired_replicates",
    "passing_bablok",
    "profile",
    "rating_counts",
    "unpaired_replicates",
]
