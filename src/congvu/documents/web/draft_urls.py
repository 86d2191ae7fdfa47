"""Addresses of drafts and of the outgoing register."""

from django.urls import path

from . import chains, draft_acts, draft_papers, drafts, form_checks, outgoing, signing_decisions

urlpatterns = [
    path("du-thao/", drafts.drafts, name="drafts"),
    path("du-thao/nhieu/", drafts.do_together, name="drafts_together"),
    path("du-thao/moi/", drafts.choose, name="draft_new"),
    path("du-thao/moi/<slug:type_code>/", drafts.new, name="draft_start"),
    path("du-thao/xem-thu/<slug:type_code>/", drafts.preview, name="draft_preview"),
    path("du-thao/dong-nghiep/", drafts.colleagues, name="draft_colleagues"),
    path("du-thao/<uuid:uid>/", drafts.draft, name="draft"),
    path("du-thao/<uuid:uid>/sua/", drafts.edit, name="draft_edit"),
    path("du-thao/<uuid:uid>/so-sanh/", drafts.versions, name="draft_compare"),
    path("du-thao/<uuid:uid>/trang/<int:version>/<int:number>.png", draft_papers.page_picture, name="draft_picture"),
    path("du-thao/<uuid:uid>/ban-ky/", draft_papers.signed_file, name="draft_signed"),
    path("du-thao/<uuid:uid>/ban-ky/<int:number>.png", draft_papers.signed_page, name="draft_signed_page"),
    path("du-thao/<uuid:uid>/word/<int:version>/", draft_papers.word_file, name="draft_word"),
    path("du-thao/<uuid:uid>/word/<int:version>/xem/", draft_papers.word_view, name="draft_word_view"),
    path("du-thao/<uuid:uid>/the-thuc/", form_checks.form_check, name="draft_form_check"),
    path("du-thao/<uuid:uid>/trinh/", draft_acts.submit, name="draft_submit"),
    path("du-thao/<uuid:uid>/duyet/", draft_acts.approve_view, name="draft_approve"),
    path("du-thao/<uuid:uid>/tra-lai/", draft_acts.give_back, name="draft_return"),
    path("du-thao/<uuid:uid>/rut/", draft_acts.withdraw, name="draft_withdraw"),
    path("du-thao/<uuid:uid>/huy/", draft_acts.cancel, name="draft_cancel"),
    path("du-thao/<uuid:uid>/y-kien/", draft_acts.opinion, name="draft_opinion"),
    path("du-thao/<uuid:uid>/xin-y-kien/", draft_acts.ask, name="draft_ask"),
    path("du-thao/<uuid:uid>/ky/", draft_acts.sign_view, name="draft_sign"),
    path("du-thao/<uuid:uid>/phat-hanh/", draft_acts.issue_view, name="draft_issue"),
    path("quy-trinh-trinh-ky/", chains.listing, name="chains"),
    path("quy-trinh-trinh-ky/moi/", chains.setting, name="chain_new"),
    path("quyet-dinh-giao-ky/", signing_decisions.listing, name="decisions"),
    path("quyet-dinh-giao-ky/moi/", signing_decisions.record, name="decision_new"),
    path("quyet-dinh-giao-ky/<uuid:uid>/thu-hoi/", signing_decisions.end, name="decision_end"),
    path("quyet-dinh-giao-ky/<uuid:uid>/tep/", signing_decisions.file, name="decision_file"),
    path("van-ban-di/", outgoing.outgoing, name="outgoing"),
    path("van-ban-di/in/", outgoing.printed, name="outgoing_print"),
]
