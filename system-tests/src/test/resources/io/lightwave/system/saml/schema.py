"""Messages of ours against the schemas of SAML 2.0, as pysaml2 has them."""
import base64
import re
import zlib

from defusedxml import ElementTree
from saml2.xml.schema import node_to_schema


def valid(text):
    """The text of a message, which its schema allows."""
    root = ElementTree.fromstring(text)
    node_to_schema[root.tag[1:].replace("}", ":")].validate(text)
    return text


def of_form(field):
    return valid(base64.b64decode(field).decode())


def of_address(parameter):
    return valid(zlib.decompress(base64.b64decode(parameter), -15).decode())


def of_soap(envelope):
    return valid(re.search(r"<(?:\w+:)?Body>(.*)</(?:\w+:)?Body>", envelope, re.S).group(1))
