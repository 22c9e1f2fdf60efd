"""The way in for web servers that speak WSGI (Granian; one thread and one transaction per request)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.project.settings")
application = get_wsgi_application()
# what stands now stays: the collector need not walk through it while somebody waits
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
