"""The way in for web servers that speak WSGI (Granian; one thread and one transaction per request)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.project.settings")
application = get_wsgi_application()
