"""Where everything is."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from carryover.site.api import api, sync
from carryover.site.tablet import tablet
from carryover.site.views import healthz, home, language, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", healthz),
    path("readyz", readyz),
    path("language/", language, name="set_language"),
    path("accounts/", include("carryover.site.account.urls")),
    path("service-accounts/", include("carryover.site.machines")),
    path("look/", include("carryover.look.urls")),
    path("", include("carryover.scope.urls")),
    path("", include("carryover.plans.urls")),
    path("", include("carryover.sheets.urls")),
    path("", include("carryover.decisions.urls")),
    path("documents/", include("carryover.documents.urls")),
    path("", include("carryover.exchange.urls")),
    path("api/v1/", api.urls),
    path("sync/v1/", sync.urls),
    path("tablet", RedirectView.as_view(url="/tablet/", permanent=True)),
    path("tablet/", tablet, name="tablet"),
    path("tablet/<path:path>", tablet),
]
