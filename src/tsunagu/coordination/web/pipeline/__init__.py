"""Pages of the pipeline: the picture, a product, forms, funding, reports due, figures."""
