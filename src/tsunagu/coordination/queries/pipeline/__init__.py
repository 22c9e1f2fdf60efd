"""Reads of the pipeline: products for the picture, one product, funding and reports due, figures."""

from tsunagu.coordination.queries.pipeline.due import ReportDue, reports_due, terms_running
from tsunagu.coordination.queries.pipeline.funding import (
    ProgrammeView,
    funded_by_kind,
    programme,
    programmes,
)
from tsunagu.coordination.queries.pipeline.lead import OfferView, lead_offers
from tsunagu.coordination.queries.pipeline.one import AwardView, ProductPage, product_page
from tsunagu.coordination.queries.pipeline.origin import need_of, products_of_need
from tsunagu.coordination.queries.pipeline.products import PartView, ProductView, product, products
from tsunagu.coordination.queries.pipeline.public import LEAST_TOLD, PublicCount, public_pipeline_counts

__all__ = [
    "LEAST_TOLD",
    "AwardView",
    "OfferView",
    "PartView",
    "ProductPage",
    "ProductView",
    "ProgrammeView",
    "PublicCount",
    "ReportDue",
    "funded_by_kind",
    "lead_offers",
    "need_of",
    "product",
    "product_page",
    "products",
    "products_of_need",
    "programme",
    "programmes",
    "public_pipeline_counts",
    "reports_due",
    "terms_running",
]
