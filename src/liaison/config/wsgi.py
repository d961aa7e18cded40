"""What a web server talks to."""

import gc

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# A page makes many short-lived objects and hardly a cycle: look for cycles rarely, and never again
# among what was loaded at the start.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
