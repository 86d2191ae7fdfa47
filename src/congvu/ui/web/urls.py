"""Addresses of the user interface itself."""

from django.urls import path

from . import appearance, samples

app_name = "ui"
urlpatterns = [
    path("giao-dien/", appearance.appearance, name="appearance"),
    path("ngon-ngu/", appearance.language, name="language"),
    path("he-thong-mau/", samples.components, name="components"),
    path("he-thong-mau/cong-dan/", samples.for_citizens, name="for_citizens"),
    path("he-thong-mau/nguoi/", samples.people, name="sample_people"),
    path("he-thong-mau/tu-choi/", samples.refuse, name="sample_refusal"),
    path("he-thong-mau/chuong/", samples.bell, name="sample_bell"),
]
