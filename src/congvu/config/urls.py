"""All addresses of an installation. Each app declares its own; each view declares its audience."""

from django.urls import URLPattern, URLResolver, include, path

from . import views
from .rest import api

handler400 = "congvu.ui.web.errors.bad_request"
handler403 = "congvu.ui.web.errors.forbidden"
handler404 = "congvu.ui.web.errors.not_found"
handler500 = "congvu.config.views.unexpected"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz),
    path("", include("congvu.ui.web.urls")),
    path("", include("congvu.identity.web.allauth_urls")),
    path("", include("congvu.identity.web.urls")),
    path("", include("congvu.signing.web.urls")),
    path("", include("congvu.worklist.web.urls")),
    path("", include("congvu.notices.web.urls")),
    path("", include("congvu.search.web.urls")),
    path("", include("congvu.backup.web.urls")),
    path("", include("congvu.archive.web.urls")),
    path("", include("congvu.documents.web.urls")),
    path("", include("congvu.exchange.web.urls")),
    path("truc/v1/", include("congvu.exchange.web.axis_urls")),
    path("", include("congvu.capture.web.urls")),
    path("", include("congvu.directives.web.urls")),
    path("api/v1/", api.urls),
]
