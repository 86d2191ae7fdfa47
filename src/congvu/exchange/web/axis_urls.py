"""Addresses of our axis; its operations keep the names that clients know."""

from django.urls import path

from . import axis

app_name = "axis"
urlpatterns = [
    path("sendEdoc", axis.send_edoc, name="send"),
    path("getReceivedEdocList", axis.received, name="received"),
    path("getEdoc", axis.get_edoc, name="get"),
    path("updateStatus", axis.update_status, name="status"),
    path("getSentEdocList", axis.sent, name="sent"),
    path("getAgenciesList", axis.agencies, name="agencies"),
    path("registerAgency", axis.register_agency, name="register"),
    path("deleteAgency", axis.delete_agency, name="delete"),
]
