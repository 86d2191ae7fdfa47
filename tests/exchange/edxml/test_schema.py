"""Our own schema: the same table as the writer, and what the writer writes fits it."""

import io

import pytest
from hypothesis import given, settings
from lxml import etree

from congvu.exchange.edxml.carrying import attach
from congvu.exchange.edxml.schema import FILE, made
from congvu.exchange.edxml.types import Attribute, Extra
from congvu.exchange.edxml.writer import rewrite

from . import keys
from .generated import messages
from .makers import edoc, file, status, written
from .test_generated import QUIET


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(FILE))


def faults(schema, data):
    schema.validate(etree.fromstring(data, etree.XMLParser(huge_tree=True)))
    return [one.message for one in schema.error_log]


def test_the_published_schema_is_the_one_of_the_table():
    """`python -m congvu.exchange.edxml.schema` writes it anew."""
    assert FILE.read_text() == made()


def test_what_we_write_fits(schema):
    assert faults(schema, written(edoc(file(), file("b.txt", b"x", "text/plain")), signer=keys.signer("ecdsa"))) == []
    assert faults(schema, written(edoc(attachments=attach([file()], zipped=False)))) == []
    assert faults(schema, written(status("16"))) == []


@settings(QUIET, max_examples=15)
@given(messages())
def test_any_message_without_foreign_elements_fits(message):
    out = io.BytesIO()
    rewrite(plain(message), out)

    assert faults(etree.XMLSchema(etree.parse(FILE)), out.getvalue()) == []


def plain(said):
    """The same message without what the standard has no word for."""
    if isinstance(said, tuple):
        return tuple(plain(one) for one in said)
    if not hasattr(said, "extra"):
        return said
    fields = {name: plain(getattr(said, name)) for name in said.__slots__ if name != "extra"}
    return type(said)(**fields)


def test_foreign_attributes_fit(schema):
    marked = Extra((Attribute("urn:a", "b", "c"),))
    assert faults(schema, written(edoc(extra=marked))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"2015/09/30</edXML:PromulgationDate>", b"30/09/2015</edXML:PromulgationDate>"),
        (b"<edXML:Subject>", b"<edXML:Subject>" + b"x" * 500),
        (b"<edXML:SteeringType>2</edXML:SteeringType>", b"<edXML:SteeringType>hai</edXML:SteeringType>"),
        (b"edXML:Bussiness>", b"edXML:Business>"),
    ],
    ids=["date", "length", "number", "name"],
)
def test_what_the_standard_forbids_does_not_fit(schema, old, new):
    assert len(faults(schema, written(edoc()).replace(old, new))) >= 1
