"""The journeys of the demonstration: all twelve therapies, in every state, a few with trouble."""

from tsunagu.demonstration.engine.orders import Planned
from tsunagu.demonstration.engine.script import Script

PRODUCTIONS = (
    Planned("allo-bm-msc-gvhd-production", 150),
    Planned("allo-bm-msc-gvhd-production", 62, Script(stops_at="market_release")),
    Planned("allo-ips-cardio-sheet-production", 210),
    Planned("allo-ips-dopaminergic-production", 230),
    Planned("allo-msc-comparability-production", 120),
    Planned("allo-msc-comparability-production", 39),
    Planned("allo-cord-msc-research-production", 110),
    Planned("allo-cord-msc-research-production", 24, Script(hold_after="culture")),
    Planned("donor-amnion-production", 160),
    Planned("donor-amnion-production", 48, Script(failing=(("release", "sterility_14d"),), rejects=True)),
)

TREATMENTS = (
    # Fresh CAR-T in a trial: windows of 48 and 36 hours.
    Planned("auto-car-t-fresh-trial", 34),
    Planned("auto-car-t-fresh-trial", 21, hospital=1),
    Planned("auto-car-t-fresh-trial", 15.2),
    Planned("auto-car-t-fresh-trial", 11.4, Script(trouble_on=(("transport_in", "excursion"),)), 1),
    Planned("auto-car-t-fresh-trial", 7.6),
    Planned("auto-car-t-fresh-trial", 3.0, Script(leaves_given="transport_in")),
    Planned("auto-car-t-fresh-trial", 2.6, hospital=1),
    Planned("auto-car-t-fresh-trial", 0.4),
    # Frozen CAR-T.
    Planned("auto-car-t-frozen", 66),
    Planned("auto-car-t-frozen", 58, Script(trouble_on=(("transport_out", "breach"),), decides=True), 1),
    Planned("auto-car-t-frozen", 51, Script(failing=(("release", "viability"),)), 2),
    Planned("auto-car-t-frozen", 45, Script(fails_at="expand", again_from="collect"), 3),
    Planned("auto-car-t-frozen", 33),
    Planned("auto-car-t-frozen", 27, Script(trouble_on=(("transport_out", "excursion"),)), 1),
    Planned("auto-car-t-frozen", 18, hospital=2),
    Planned("auto-car-t-frozen", 9, Script(unsigned_at="accept_in"), 3),
    Planned("auto-car-t-frozen", 4),
    # Bone-marrow MSC after spinal-cord injury.
    Planned("auto-bm-msc-sci", 70),
    Planned("auto-bm-msc-sci", 38, Script(trouble_on=(("transport_in", "breach"),), decides=True), 1),
    Planned("auto-bm-msc-sci", 20, Script(trouble_on=(("transport_in", "gap"),), decides=True), 2),
    Planned("auto-bm-msc-sci", 4.4, Script(trouble_on=(("transport_in", "gap"),))),
    Planned("auto-bm-msc-sci", 1.2, hospital=1),
    # Cultured cartilage and epidermis.
    Planned("auto-cartilage", 64),
    Planned("auto-cartilage", 36, hospital=1),
    Planned("auto-cartilage", 22, Script(cancels_at="culture"), 2),
    Planned("auto-cartilage", 12),
    Planned("auto-cartilage", 2, hospital=1),
    Planned("auto-epidermis", 49),
    Planned("auto-epidermis", 26, hospital=1),
    Planned("auto-epidermis", 16, Script(hold_after="isolate"), 2),
    Planned("auto-epidermis", 5),
    # Two sources: the patient's mucosa and a donor's amnion.
    Planned("auto-oral-epithelium-amnion", 60),
    Planned("auto-oral-epithelium-amnion", 31, hospital=1),
    Planned("auto-oral-epithelium-amnion", 13),
    Planned("auto-oral-epithelium-amnion", 1.5, hospital=1),
    # Adipose MSC under a provision plan.
    Planned("auto-adipose-msc-knee", 55),
    Planned("auto-adipose-msc-knee", 40, hospital=1),
    Planned("auto-adipose-msc-knee", 24, Script(stops_at="provision")),
    Planned("auto-adipose-msc-knee", 10, Script(hold_after="isolate"), 1),
    Planned("auto-adipose-msc-knee", 2.2),
    # Allogeneic: doses drawn from released lots.
    Planned("allo-bm-msc-gvhd", 44),
    Planned("allo-bm-msc-gvhd", 19, hospital=1),
    Planned("allo-bm-msc-gvhd", 8, hospital=2),
    Planned("allo-bm-msc-gvhd", 1.1),
    Planned("allo-ips-cardio-sheet", 30),
    Planned("allo-ips-cardio-sheet", 6, hospital=1),
    Planned("allo-ips-dopaminergic", 33),
    Planned("allo-ips-dopaminergic", 7, hospital=1),
    Planned("allo-msc-comparability", 9),
    Planned("allo-cord-msc-research", 28),
    Planned("allo-cord-msc-research", 4),
)

PLAN = (*PRODUCTIONS, *TREATMENTS)
