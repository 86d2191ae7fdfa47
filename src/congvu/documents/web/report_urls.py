"""Addresses of reports."""

from django.urls import path

from . import reports

urlpatterns = [
    path("bao-cao/", reports.report, name="reports"),
    path("bao-cao/<slug:kind>/", reports.report, name="report"),
    path("bao-cao/<slug:kind>/dong/<slug:figure>/", reports.rows, name="report_rows"),
    path("bao-cao/so/<slug:name>/<slug:kind>/", reports.register_file, name="report_register"),
]
