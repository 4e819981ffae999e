"""XML of office documents: no document type, no entities, nothing fetched."""

from typing import Any

from nqp_mine.errors import ReadError

# What libxml2 calls ERR_NO_MEMORY.
_OUT_OF_MEMORY = 2


def parse(data: bytes) -> Any:
    """Return the root element.

    Raises:
        ReadError: the XML is damaged, or has a document type declaration (unsafe XML).
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == _OUT_OF_MEMORY:
            raise MemoryError from error
        # An entity bomb fails to parse, too: say what it is.
        if b"<!DOCTYPE" in data[:100_000] or b"<!ENTITY" in data[:100_000]:
            raise _unsafe() from error
        if "depth" in error.msg:
            raise ReadError(
                "is nested too deeply.", remedy="Open it and save it again.", kind="damaged"
            ) from error
        raise ReadError(
            f"its XML is damaged ({error.msg}).",
            remedy="Open it and save it again.",
            kind="damaged",
        ) from error
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise _unsafe()
    return root


def _unsafe() -> ReadError:
    return ReadError(
        "unsafe XML: it declares a document type, which no office program writes.",
        remedy="Do not use this file, or open it and save it again.",
        kind="unsafe",
    )


def local(element: Any) -> str:
    """Return an element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return the attribute of that local name, or ""."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""
