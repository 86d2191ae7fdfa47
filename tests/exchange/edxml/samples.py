# ruff: noqa: E501  # messages stand as they are sent
"""Messages written by hand, each with the ways of writing that real senders have (domain notes 4.3)."""

from .makers import PDF, QCVN, archive, b64

OLD = "http://www.e-doc.vn/Schema/"

SDK = f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{QCVN}"><edXML:edXMLEnvelope xmlns:edXML="{QCVN}"><edXML:edXMLHeader><edXML:MessageHeader>
<edXML:From><edXML:OrganId>000.00.00.G22</edXML:OrganId><edXML:OrganizationInCharge>Chính phủ</edXML:OrganizationInCharge>
<edXML:OrganName>Văn phòng Chính phủ</edXML:OrganName><edXML:OrganAdd/><edXML:Email>vpcp@chinhphu.vn</edXML:Email>
<edXML:Telephone/><edXML:Fax/><edXML:Website/></edXML:From>
<edXML:To><edXML:OrganId>000.00.00.H41</edXML:OrganId><edXML:OrganName>UBND tỉnh Nghệ An</edXML:OrganName></edXML:To>
<edXML:To><edXML:OrganId>vxp.saas.03</edXML:OrganId></edXML:To><edXML:To><edXML:OrganId>14.00.W00</edXML:OrganId></edXML:To>
<edXML:DocumentId>000.00.00.G22,2015/09/30,7816/VPCP-TTĐT</edXML:DocumentId>
<edXML:Code><edXML:CodeNumber>7816</edXML:CodeNumber><edXML:CodeNotation>VPCP-TTĐT</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place><edXML:PromulgationDate>2015/09/30</edXML:PromulgationDate>
</edXML:PromulgationInfo><edXML:DocumentType><edXML:Type>1</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName>
</edXML:DocumentType><edXML:Subject>Về việc liên thông</edXML:Subject><edXML:Content/>
<edXML:SignerInfo><edXML:Position>Chủ nhiệm</edXML:Position><edXML:FullName>Nguyễn Văn Nên</edXML:FullName></edXML:SignerInfo>
<edXML:OtherInfo><edXML:Priority>3</edXML:Priority><edXML:SphereOfPromulgation/><edXML:Direction>true</edXML:Direction>
<edXML:Appendixes><edXML:Appendix>Phụ lục I</edXML:Appendix></edXML:Appendixes></edXML:OtherInfo>
<edXML:ResponseFor/><edXML:SteeringType>2</edXML:SteeringType>
<edXML:ToPlaces><edXML:Place>Như trên</edXML:Place><edXML:Place>Lưu: VT</edXML:Place></edXML:ToPlaces></edXML:MessageHeader>
<edXML:TraceHeaderList version="1.0" mustUnderstand="1" actor="http://schemas.xmlsoap.org/soap/actor/next">
<edXML:TraceHeader><edXML:OrganId>000.00.00.G22</edXML:OrganId><edXML:Timestamp>2015/09/30 08:15:00</edXML:Timestamp>
</edXML:TraceHeader><edXML:TraceHeader><edXML:OrganId>null</edXML:OrganId><edXML:Timestamp>2015/09/30 08:16:01</edXML:Timestamp>
</edXML:TraceHeader><edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType>
<edXML:BussinessDocReason>Mới</edXML:BussinessDocReason><edXML:Paper>0</edXML:Paper></edXML:Bussiness></edXML:TraceHeaderList>
<edXML:DigitalSignature/></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">
<edXML:Reference><edXML:ContentId>cid:a1</edXML:ContentId><edXML:ContentType>application/pdf</edXML:ContentType>
<edXML:AttachmentName>7816.pdf</edXML:AttachmentName></edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody>
</edXML:edXMLEnvelope><AttachmentEncoded><Attachment><ContentId>a1</ContentId><AttachmentName>7816.pdf</AttachmentName>
<ContentType>application/zip</ContentType><ContentTransferEncoded>{b64(archive("4d5e.pdf"))}</ContentTransferEncoded>
</Attachment></AttachmentEncoded></edXML>
"""

OTHER_ORDER = f"""<edXML xmlns="{QCVN}"><edXMLEnvelope><edXMLHeader><MessageHeader>
<From><OrganId>H37.02.02</OrganId></From><To><OrganId>G22</OrganId></To>
<Code><CodeNotation>UBND</CodeNotation><CodeNumber>12</CodeNumber></Code>
<PromulgationInfo><PromulgationDate>30/09/2015</PromulgationDate><Place>Lạng Sơn</Place></PromulgationInfo>
<DocumentType><TypeName>Công văn</TypeName><Type>18</Type></DocumentType><ToPlaces><Place>VT</Place></ToPlaces>
<Subject>Trả lời</Subject><SteeringType>0</SteeringType><DocumentId>4f6e1c</DocumentId></MessageHeader></edXMLHeader>
<edXMLBody/></edXMLEnvelope></edXML>"""

LITTLE = f"""<edXML xmlns="{QCVN}"><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>A</OrganId></From>
<To><OrganId>B</OrganId></To><DocumentId>1</DocumentId><Subject>thử</Subject></MessageHeader></edXMLHeader></edXMLEnvelope></edXML>"""

OLD_NAMESPACE = SDK.replace(QCVN, OLD)
UNDECLARED = SDK.replace("<edXML:Reference>", '<edXML:Reference xlink:href="cid:a1" xlink:type="simple">')

SOAP = (
    f"""MIME-Version: 1.0
Content-Type: multipart/related; type="text/xml"; boundary="--=_Part 7"; start="<soap@bkav>"

Preamble that nobody reads.
----=_Part 7
Content-Type: application/pdf; name="=?utf-8?B?YS5wZGY=?="
Content-Transfer-Encoding: base64
Content-ID: <a1>

{b64(PDF[:30])}
{b64(PDF[30:])}
----=_Part 7
Content-Type: text/xml; charset=utf-8
Content-Transfer-Encoding: quoted-printable
Content-ID: <soap@bkav>

<?xml version=3D"1.0" encoding=3D"utf-8"?><soap:Envelope xmlns:soap=3D"http://sche=
mas.xmlsoap.org/soap/envelope/"><soap:Header><eDoc:MessageHeader xmlns:eDoc=3D"{OLD}"><eDoc:From><eDoc:OrganId>H58</eDoc:OrganId>
</eDoc:From><eDoc:To><eDoc:OrganId>H41</eDoc:OrganId></eDoc:To><eDoc:DocumentId>77</eDoc:DocumentId><eDoc:Subject>C=C3=B4ng v=C4=83n
</eDoc:Subject></eDoc:MessageHeader><eDoc:TraceHeaderList xmlns:eDoc=3D"{OLD}"><eDoc:TraceHeader><eDoc:OrganId>H58</eDoc:OrganId>
<eDoc:Timestamp>2014-11-05T08:00:00+07:00</eDoc:Timestamp></eDoc:TraceHeader></eDoc:TraceHeaderList></soap:Header><soap:Body>
<eDoc:Manifest xmlns:eDoc=3D"{OLD}"><eDoc:Reference xmlns:xlink=3D"http://www.w3.org/1999/xlink" xlink:href=3D"cid:a1"><eDoc:AttachmentName>
c=C3=B4ng v=C4=83n.pdf</eDoc:AttachmentName></eDoc:Reference></eDoc:Manifest></soap:Body></soap:Envelope>
----=_Part 7--
"""
).replace("\n", "\r\n")

STATUS = f"""<?xml version="1.0" encoding="utf-8"?><edXML xmlns="{QCVN}"><edXMLEnvelope><edXMLHeader><MessageHeader>
<ResponseFor><DocumentId>77</DocumentId><OrganId>H58</OrganId></ResponseFor><StatusCode>3</StatusCode>
<From><OrganId>H41</OrganId></From></MessageHeader></edXMLHeader></edXMLEnvelope></edXML>"""

FOREIGN = f"""<edXML xmlns="{QCVN}" xmlns:a="urn:axis" a:hub="T1">chữ lạc<edXMLEnvelope a:x="1"><edXMLHeader>
<MessageHeader><a:Before><a:Deep q="1">x<a:y/>z</a:Deep></a:Before><From><OrganId a:scheme="QCVN">H1</OrganId><TaxCode>0312</TaxCode>
</From><To><OrganId>H2</OrganId></To><DocumentId>d</DocumentId><DueDate>sớm nhất có thể</DueDate><a:After>1</a:After>
<Subject>s</Subject><OtherInfo><Priority>Khẩn</Priority><Security>Thường</Security></OtherInfo>
<ResponseFor><OrganId>H3</OrganId><Note>hai lần</Note></ResponseFor></MessageHeader><RoutingInfo><Hop>1</Hop></RoutingInfo></edXMLHeader>
<edXMLBody><edXMLManifest version="2.0"><Reference a:p="1"><ContentId>cid:1</ContentId><AttachmentName>a.txt</AttachmentName>
<Size>1</Size></Reference></edXMLManifest></edXMLBody></edXMLEnvelope><AttachmentEncoded a:zip="none"><Attachment><Checksum>ab</Checksum>
<ContentId>1</ContentId><AttachmentName>a.txt</AttachmentName><ContentTransferEncoded enc="base64">eA==</ContentTransferEncoded>
</Attachment></AttachmentEncoded></edXML>"""

SAID_BY_FOREIGN = (
    "chữ lạc", "TaxCode>0312<", "sớm nhất có thể", "Khẩn", "Security>Thường<", "hai lần", "Hop>1<", 'scheme="QCVN"',
    'version="2.0"', "Size>1<", "Checksum>ab<", 'enc="base64"', ":hub=", ":zip=",
)  # fmt: skip
