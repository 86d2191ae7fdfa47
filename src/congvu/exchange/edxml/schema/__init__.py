"""The schema (XSD) of the messages that we write, made of the same table as reader and writer.

`python -m congvu.exchange.edxml.schema` writes `congvu-edxml.xsd` anew; a test keeps both the same.
"""

from __future__ import annotations

from pathlib import Path

from .. import specs
from ..names import QCVN
from ..specs import Leaf, Part, Record

FILE = Path(__file__).with_name("congvu-edxml.xsd")
_FOREIGN = '<xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'
_ATTRIBUTES = '<xs:anyAttribute namespace="##other" processContents="lax"/>'
_KINDS = {"int": "xs:int", "bool": "xs:boolean", "date": "Date", "datetime": "Moment"}
_NAMES: dict[int, str] = {id(specs.ATTACHMENT): "Attachment"}
_AFTER_BYTES = '<xs:element name="ContentTransferEncoded" type="xs:base64Binary"/>'
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- Lược đồ thông điệp edXML do Công vụ ghi (QCVN 102:2016/BTTTT và Sửa đổi 1:2022).
     Sinh từ bảng phần tử, không sửa tay. Phần tử đứng đúng thứ tự của phần mềm trục liên thông;
     phần tử của không gian tên khác được phép đứng cuối. -->
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{QCVN}" targetNamespace="{QCVN}"
  elementFormDefault="qualified">
"""
_SIMPLE = """  <xs:simpleType name="Date"><xs:annotation><xs:documentation>yyyy/MM/dd</xs:documentation></xs:annotation>
    <xs:restriction base="xs:string"><xs:pattern value="[0-9]{4}/[0-9]{2}/[0-9]{2}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Moment"><xs:annotation><xs:documentation>yyyy/MM/dd HH:mm:ss, UTC+7</xs:documentation>
    </xs:annotation>
    <xs:restriction base="xs:string"><xs:pattern value="[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"/>
    </xs:restriction></xs:simpleType>
"""
_FRAME = f"""  <xs:element name="edXML"><xs:complexType><xs:sequence>
    <xs:element name="edXMLEnvelope"><xs:complexType><xs:sequence>
      <xs:element name="edXMLHeader"><xs:complexType><xs:sequence>
        <xs:element name="MessageHeader" type="MessageHeader"/>
        <xs:element name="TraceHeaderList" minOccurs="0"><xs:complexType><xs:complexContent>
          <xs:extension base="TraceHeaderList"><xs:attribute name="id" type="xs:string"/>
          <xs:attribute name="version" type="xs:string"/><xs:attribute name="mustUnderstand" type="xs:string"/>
          <xs:attribute name="actor" type="xs:string"/></xs:extension></xs:complexContent></xs:complexType></xs:element>
        {_FOREIGN}
      </xs:sequence>{_ATTRIBUTES}</xs:complexType></xs:element>
      <xs:element name="edXMLBody" minOccurs="0"><xs:complexType><xs:sequence>
        <xs:element name="edXMLManifest"><xs:complexType><xs:sequence>
          <xs:element name="Reference" type="Reference" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence><xs:attribute name="version" type="xs:string"/>{_ATTRIBUTES}</xs:complexType></xs:element>
      </xs:sequence>{_ATTRIBUTES}</xs:complexType></xs:element>
    </xs:sequence>{_ATTRIBUTES}</xs:complexType></xs:element>
    <xs:element name="AttachmentEncoded" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="Attachment" type="Attachment" maxOccurs="unbounded"/>
    </xs:sequence>{_ATTRIBUTES}</xs:complexType></xs:element>
  </xs:sequence>{_ATTRIBUTES}</xs:complexType></xs:element>
"""


def made() -> str:
    """Return the schema."""
    lengths: set[int] = set()
    records: dict[str, str] = {}
    for record in (specs.EDOC, specs.STATUS, specs.TRACES, specs.REFERENCE, specs.ATTACHMENT):
        _collect(record, records, lengths)
    records["MessageHeader"] = _message_header()
    texts = "".join(
        f'  <xs:simpleType name="Text{length}"><xs:restriction base="xs:string"><xs:maxLength value="{length}"/>'
        "</xs:restriction></xs:simpleType>\n"
        for length in sorted(lengths)
    )
    return _HEAD + _FRAME + "".join(records.values()) + _SIMPLE + texts + "</xs:schema>\n"


def _name(record: Record) -> str:
    return _NAMES.get(id(record), record.make.__name__)


def _collect(record: Record, records: dict[str, str], lengths: set[int]) -> None:
    for item in record.items:
        if isinstance(item, Part):
            _collect(item.record, records, lengths)
        elif item.length:
            lengths.add(item.length)
    if record not in (specs.EDOC, specs.STATUS):
        inside = "".join(_element(item) for item in record.items)
        inside += _AFTER_BYTES if record is specs.ATTACHMENT else ""
        records[_name(record)] = _type(_name(record), inside)


def _type(name: str, inside: str) -> str:
    return (
        f'  <xs:complexType name="{name}"><xs:sequence>\n{inside}    {_FOREIGN}\n'
        f"  </xs:sequence>{_ATTRIBUTES}</xs:complexType>\n"
    )


def _element(item: Leaf | Part) -> str:
    kind = _name(item.record) if isinstance(item, Part) else _KINDS.get(item.kind) or f"Text{item.length}"
    least = "" if item.required and not item.many else ' minOccurs="0"'
    most = ' maxOccurs="unbounded"' if item.many else ""
    return f'    <xs:element name="{item.element}" type="{kind}"{least}{most}/>\n'


def _message_header() -> str:
    """Return the header: From and To, then a document (from DocumentId on) or a status (from ResponseFor on)."""
    both = '    <xs:element name="From" type="Organ"/>\n'
    both += '    <xs:element name="To" type="Organ" minOccurs="0" maxOccurs="unbounded"/>\n'
    document, status = (
        "".join(_element(item) for item in record.items if item.element not in {"From", "To"})
        for record in (specs.EDOC, specs.STATUS)
    )
    status = status.replace('type="ResponseFor" minOccurs="0"', 'type="ResponseFor"')
    either = f"<xs:sequence>\n{document}    </xs:sequence><xs:sequence>\n{status}    </xs:sequence>"
    choice = f"    <xs:choice>{either}</xs:choice>\n"
    return _type("MessageHeader", both + choice)
