"""The web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # the views, which the first request would load after the line below
# What start-up made lives as long as the process: the collector need not walk through it while a page waits.
gc.collect()
gc.freeze()
