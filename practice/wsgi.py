"""What a WSGI server runs. It refuses to load where the database or the keys do not fit this code."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")

application = get_wsgi_application()

from practice.startup import exit_if_unready  # noqa: E402 - it needs the models, which are there only now

exit_if_unready()
