"""Names of the edXML message (QCVN 102:2016/BTTTT with Amendment 1:2022) and of what it leans on."""

QCVN = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
"""The namespace that is written. Older messages carry `http://www.e-doc.vn/Schema/` or none: they are read by name."""

XLINK = "http://www.w3.org/1999/xlink"
DS = "http://www.w3.org/2000/09/xmldsig#"
XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"
PREFIX = "edXML"
VERSION = "1.0"

KNOWN_PREFIXES = {"edXML": QCVN, "xlink": XLINK, "ds": DS, "xsi": XSI, "xml": XML}
"""What a prefix means that a message uses without declaring it (seen: xlink)."""
