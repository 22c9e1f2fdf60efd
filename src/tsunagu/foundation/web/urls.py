"""Addresses of the foundation itself: appearance, and the style guide where it is shown."""

from django.conf import settings
from django.urls import path

from tsunagu.foundation.web.styleguide import styleguide, styleguide_plots
from tsunagu.foundation.web.theme import choose_theme

urlpatterns = [path("theme/", choose_theme, name="theme")]

if settings.DEBUG or getattr(settings, "DEMONSTRATION", False):
    urlpatterns += [
        path("styleguide/", styleguide, name="styleguide"),
        path("styleguide/plots/", styleguide_plots, name="styleguide_plots"),
    ]
