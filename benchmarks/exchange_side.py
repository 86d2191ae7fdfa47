"""One installation of `benchmarks.exchange` from inside: a clerk's acts, tries one by one, and what stands where.

Started with the installation's CONGVU_ variables; each line in is a JSON list [command, {arguments}], each line out its
JSON answer.
"""

import gc
import io
import json
import os
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from datetime import date, timedelta
from functools import lru_cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
_stop, _closed = threading.Event(), threading.Event()


def setup(name: str, code: str) -> str:
    """Write the agency, trust the demonstration authority; return the public key."""
    from django.utils import timezone
    from tests.exchange import node

    from congvu.identity.models import Agency
    from congvu.signing.api import ensure_demo_keys

    key = node.setup(name, code)
    ensure_demo_keys(agencies=[Agency.objects.get().pk], people=[], at=timezone.now() - timedelta(days=1))
    return key


def partner(name: str, code: str, address: str, public_key: str, tls_ca: str) -> int:
    """Describe the other installation, reached by TLS."""
    from tests.exchange import node

    from congvu.exchange.models import Partner

    pk = node.partner(name, code, address, public_key)
    return Partner.objects.filter(pk=pk).update(tls_ca=tls_ca)


@lru_cache(maxsize=1)
def _papers():
    """Return what makes paper number n: about 200 kB, signed by a person and sealed by the agency."""
    import typst
    from PIL import Image

    from congvu.identity.models import Agency
    from congvu.signing.demo.ca import load_ca
    from congvu.signing.demo.keys import demo_folder
    from congvu.signing.keyring import to_asn1
    from congvu.signing.paper import fonts
    from congvu.signing.paper.cms import SigningIdentity
    from congvu.signing.paper.document import AGENCY_FIELD, PERSON_FIELD
    from congvu.signing.paper.fill import fill_number_and_date
    from congvu.signing.paper.prepare import prepare
    from congvu.signing.paper.sign import sign_field
    from congvu.signing.types import PaperLayout, seal_box_beside

    noise = io.BytesIO()
    Image.frombytes("RGB", (215, 215), os.urandom(215 * 215 * 3)).save(noise, "PNG")
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, "a.png")
        with open(picture, "wb") as out:
            out.write(noise.getvalue())
        with open(os.path.join(folder, "a.typ"), "w", encoding="utf-8") as out:
            out.write('#set page(paper: "a4")\n#set text(font: "Tinos")\n#lorem(1500)\n#image("a.png", width: 4cm)')
        fonts_at = str(fonts.find_font(fonts.REGULAR).parent)
        compiler = typst.Compiler(root=folder, font_paths=[fonts_at], ignore_system_fonts=True)
        pdf = compiler.compile(input=os.path.join(folder, "a.typ"), format="pdf", pdf_standards=["a-2b"])
    box, at = (350, 100, 500, 160), _moment()
    ca, agency = load_ca(demo_folder()), Agency.objects.get()
    chain = tuple(to_asn1(one) for one in ca.chain)
    person = ca.issue_person(name="Nguyễn Văn Khải", organisation=agency.name, title="Chủ tịch", email="", at=at)
    seal = ca.issue_agency(name=agency.name, superior="", code="H58", email="", at=at)
    prepared = prepare(pdf, PaperLayout((110, 765, 250, 785), (300, 765, 540, 785), box, seal_box_beside(box)))
    signed = sign_field(
        prepared, PERSON_FIELD, SigningIdentity(person.key, to_asn1(person.certificate), chain), at=at,
        last_word="certify",
    )  # fmt: skip
    sealing = SigningIdentity(seal.key, to_asn1(seal.certificate), chain)

    def paper(n: int) -> bytes:
        numbered = fill_number_and_date(signed, f"{n}/UBND-TH", "Tiền Giang, ngày 14 tháng 10 năm 2026")
        return sign_field(numbered, AGENCY_FIELD, sealing, at=at, last_word="lock")

    return paper


def _moment():
    from django.utils import timezone

    return timezone.now() - timedelta(hours=1)


def fill(first: int, count: int, receiver: str, shape: str = "signed", size: int = 0) -> float:
    """Send letters; return the milliseconds of CPU that one act of sending took, signing left out."""
    from django.utils import timezone
    from tests.exchange import node

    from congvu.exchange import api
    from congvu.exchange.types import OutgoingDocument, OutgoingFile
    from congvu.kernel.api import files

    actor, took = node._actor(), 0.0
    for n in range(first, first + count):
        content, ending = _content(shape, n, size)
        begun = time.process_time()
        ref = files.store(content, name=f"{n}.{ending}", limit=1 << 30)
        api.send(
            actor=actor,
            sender_agency_id=actor.agency_id,
            document=OutgoingDocument(
                document_code=f"H58,2026/10/14,{n}/UBND-TH",
                subject=f"Về việc báo cáo kết quả thực hiện nhiệm vụ số {n}",
                number=str(n),
                notation="UBND-TH",
                issued_on=date(2026, 10, 14),
                type_name="Công văn",
                files=(OutgoingFile(ref.id, ref.name),),
                signer_name="Nguyễn Văn Khải",
            ),
            reference=uuid.uuid5(uuid.NAMESPACE_URL, str(n)),
            receivers=[receiver],
            now=timezone.now(),
        )
        took += time.process_time() - begun
    return took / count * 1000


def _content(shape: str, n: int, size: int):
    from tests.exchange import node

    if shape == "signed":
        return io.BytesIO(_papers()(n)), "pdf"
    if shape == "pdf":
        return node._Large(size), "pdf"
    file = tempfile.TemporaryFile()  # noqa: SIM115  the caller reads it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive, archive.open("a.bin", "w", force_zip64=True) as out:
        for _n in range(size >> 20):
            out.write(os.urandom(1 << 20))
    file.seek(0)
    return file, "zip"


def papers(folder: str, count: int) -> int:
    """Write signed papers as plain files, for others to carry."""
    os.makedirs(folder)
    for n in range(count):
        with open(os.path.join(folder, f"{n}.pdf"), "wb") as out:
            out.write(_papers()(n))
    return count


def carry(most: int = 10**6) -> list[float]:
    """Try what waits, one after the other, as the job does; return the milliseconds of each until its receipt."""
    from django.db import connection
    from django.utils import timezone

    from congvu.exchange.actions.deliver import deliver
    from congvu.exchange.models import Mailing

    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name = 'congvu.exchange.tasks.send_mailing'")
    found = []
    for pk in list(Mailing.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)[:most]):
        begun = time.perf_counter()
        assert deliver(mailing_id=pk, now=timezone.now()) == "done", Mailing.objects.get(pk=pk).cause
        found.append((time.perf_counter() - begun) * 1000)
    return found


def by_nats(address: str, sealing_card: str) -> int:
    """Reach the other installation over NATS from now on, with packages sealed to it."""
    from congvu.exchange.models import Partner

    return Partner.objects.update(carrier="jetstream", address=address, sealing_card=sealing_card)


def card() -> str:
    """Return the card of this installation's sealing keys."""
    from tests.exchange import node

    return node.card()


def listen() -> bool:
    """Read the inbox in this process, as readers beside a worker do, and tell whoever waits here what was closed."""
    from congvu.exchange.actions import inbox
    from congvu.exchange.listening import listen as read_inbox

    close = inbox.close

    def told(*given):
        found = close(*given)
        _closed.set()
        return found

    inbox.close = told
    gc.collect()
    gc.freeze()
    threading.Thread(target=read_inbox, args=(_stop,), daemon=True).start()
    return True


def stop_listening() -> bool:
    """Let the worker read the inbox."""
    _stop.set()
    return True


def processor() -> float:
    """Return the seconds of CPU that this process has taken."""
    return time.process_time()


def carry_over_nats(most: int = 10**6) -> list[float]:
    """Try what waits, one after the other; return the milliseconds of each until its receipt has closed it."""
    from django.db import connection
    from django.utils import timezone

    from congvu.exchange.actions.deliver import deliver
    from congvu.exchange.models import Mailing

    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name = 'congvu.exchange.tasks.send_mailing'")
    found = []
    for pk in list(Mailing.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)[:most]):
        _closed.clear()
        begun = time.perf_counter()
        deliver(mailing_id=pk, now=timezone.now())
        assert _closed.wait(60), Mailing.objects.get(pk=pk).state
        found.append((time.perf_counter() - begun) * 1000)
        assert Mailing.objects.get(pk=pk).state == "done"
    return found


def standing() -> dict[str, object]:
    """Return how many mailings are in which state, what came and how it was judged, and the states that came back."""
    from django.db.models import Count

    from congvu.exchange.models import Arrival, Mailing, ReceivedStatus

    return {
        "mailings": dict(Mailing.objects.values_list("state").annotate(n=Count("pk"))),
        "arrivals": dict(Arrival.objects.values_list("verdict").annotate(n=Count("pk"))),
        "told": ReceivedStatus.objects.filter(code="01").values("mailing").distinct().count(),
        "causes": sorted(set(Mailing.objects.exclude(cause="").values_list("cause", flat=True)))[:3],
    }


def bare(runs: int, port: int, trusted: str) -> dict[str, list[float]]:
    """Return the milliseconds of each bare operation of one letter, and under "ours" of our check of signatures."""
    from django.conf import settings

    from benchmarks import exchange_bare
    from congvu.exchange import messages
    from congvu.exchange.models import Mailing
    from congvu.kernel.api import files

    row = Mailing.objects.order_by("pk").last()
    with messages.opened(row.raw_file_id) as message, message.attachments[0].open() as stream:
        paper = stream.read()
    found = exchange_bare.operations(
        files.read_bytes(row.raw_file_id), paper, port=port, trusted=trusted, folder=str(settings.DATA), runs=runs
    )
    return found | {"ours": exchange_bare.ours(paper, runs)}


def main() -> None:
    """Answer until the input ends."""
    import django

    django.setup()
    acts = (
        setup,
        partner,
        card,
        papers,
        fill,
        carry,
        standing,
        bare,
        by_nats,
        listen,
        stop_listening,
        processor,
        carry_over_nats,
    )
    commands = {one.__name__: one for one in acts}
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(commands[name](**arguments)), flush=True)


if __name__ == "__main__":
    main()
