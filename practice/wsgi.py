"""What a WSGI server runs. It refuses to load where the database or the keys do not fit this code."""

import os

from django.core.wsgi import get_wsgi_application

from practice.startup import exit_if_unready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")

application = get_wsgi_application()
exit_if_unready()
