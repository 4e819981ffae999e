"""Files of every format, made from nothing."""

import io
import struct
import zipfile
from types import SimpleNamespace

import pytest

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def make_zip(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return buffer.getvalue()


def make_docx(body, *, head="", **parts):
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}" xmlns:mc="{MC}" '
        f'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="wps"><w:body>{body}</w:body></w:document>'
    )
    members = {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    return make_zip(members | {f"word/{name}.xml": content for name, content in parts.items()})


def make_ole(streams):
    """Write an OLE container; streams are padded so that none goes to the mini stream."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        for name, data in streams.items()
    }
    sectors = [data[i : i + 512] for data in padded.values() for i in range(0, len(data), 512)]
    fat, starts = [], {}
    for name, data in padded.items():
        starts[name] = len(fat)
        fat += [*range(len(fat) + 1, len(fat) + len(data) // 512), 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    names = list(padded)
    for i, name in enumerate(names):
        right = i + 2 if i + 1 < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, starts[name], len(padded[name]), right=right))
    directory = b"".join(entries)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    first_directory = len(fat)
    count = len(directory) // 512
    fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
    fat_sectors = -(-(len(fat) + 2) // 128)
    first_fat = len(fat)
    fat += [0xFFFFFFFD] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * 512, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    header += b"\0" * 6 + struct.pack(
        "<IIIIIIIII", 0, fat_sectors, first_directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    difat = [first_fat + i for i in range(fat_sectors)]
    header += struct.pack("<109I", *(difat + [0xFFFFFFFF] * (109 - len(difat))))
    return header + b"".join(sectors) + directory + table


def _entry(name, kind, start, size, child=0xFFFFFFFF, right=0xFFFFFFFF):
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    return (
        head
        + struct.pack("<III", 0xFFFFFFFF, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def make_word(text, *, footnotes="", headers="", boxes="", deleted=(), flags=0, version=0xC1):
    """Write a Word 97 document; `deleted` are spans of characters that are tracked as deleted."""
    counts = [len(text), len(footnotes), len(headers), 0, 0, 0, len(boxes), 0]
    whole = text + footnotes + headers + boxes
    raw = whole.encode("utf-16-le", "surrogatepass")
    begin = 0x800
    plc = struct.pack("<II", 0, len(whole)) + struct.pack("<HIH", 0, begin, 0)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    page_number = (begin + len(raw)) // 512 + 1
    bounds = [begin]
    for start, end in deleted:
        bounds += [begin + 2 * start, begin + 2 * end]
    bounds.append(begin + len(raw))
    runs = len(bounds) - 1
    page = struct.pack(f"<{runs + 1}I", *bounds)
    page += bytes(200 if run % 2 and deleted else 0 for run in range(runs))
    page = page.ljust(400, b"\0") + b"\x03\x00\x08\x01"
    page = page.ljust(511, b"\0") + bytes([runs])
    chpx = struct.pack("<III", bounds[0], bounds[-1], page_number)
    fib = bytearray(0x800)
    struct.pack_into("<HH", fib, 0, 0xA5EC, version)
    struct.pack_into("<H", fib, 0x0A, 0x0200 | flags)
    struct.pack_into("<8I", fib, 0x4C, *counts)
    struct.pack_into("<II", fib, 0x00FA, len(clx), len(chpx))
    struct.pack_into("<II", fib, 0x01A2, 0, len(clx))
    word = bytes(fib) + raw
    word = word.ljust(page_number * 512, b"\0") + page
    return make_ole({"WordDocument": word, "1Table": clx + chpx})


def make_pdf(pages, *, mapping=None, picture=False, encrypt=False):
    """Write a PDF of lines of text; `mapping` says which character the font claims to draw."""
    chars = sorted({char for page in pages for line in page for char in line})
    codes = {char: i + 1 for i, char in enumerate(chars)}
    mapping = mapping or {}
    pairs = "".join(
        f"<{code:04x}> <{mapping.get(char, char).encode('utf-16-be').hex()}>\n"
        for char, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 1000/FontDescriptor 6 0 R>>",
        _stream(cmap.encode()),
        b"<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800"
        b"/Descent -200/CapHeight 700/StemV 80>>",
        _stream(
            b"\x00",
            b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
        ),
    ]
    kids = []
    for page in pages:
        content = "".join(
            f"BT /F 12 Tf 72 {760 - 20 * i} Td <{''.join(f'{codes[c]:04x}' for c in line)}> Tj ET\n"
            for i, line in enumerate(page)
        )
        content += "q 500 0 0 700 50 50 cm /I Do Q" if picture else ""
        objects.append(_stream(content.encode()))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>"
            + b"/Contents %d 0 R>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _pdf_file(objects, encrypt=encrypt)


def _stream(content, entries=b""):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def _pdf_file(objects, *, encrypt):
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (
        b"ab" * 32,
        b"cd" * 32,
    )
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, lock if encrypt else b"", start,
    )  # fmt: skip
    return bytes(out)


def make_ofd(pages, *, head="", namespace="http://www.ofdspec.org/2016"):
    """Write an OFD document; a page is a list of (x, y, text)."""
    ofd = f'xmlns:ofd="{namespace}"'
    listed = "".join(
        f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages))
    )
    members = {
        "OFD.xml": f"<ofd:OFD {ofd}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {ofd}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for i, page in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject Boundary="{x} {y} 100 5" Size="5"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode>'
            "</ofd:TextObject>"
            for x, y, text in page
        )
        members[f"Doc_0/Pages/Page_{i}/Content.xml"] = (
            f"{head}<ofd:Page {ofd}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return make_zip(members)


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(
        zip=make_zip, docx=make_docx, ole=make_ole, word=make_word, pdf=make_pdf, ofd=make_ofd
    )


@pytest.fixture(scope="session")
def one():
    """Read with a reader and return its only document."""
    from nqp_mine.corpora.limits import Limits

    def read_one(reader, data, name="file", **limits):
        documents = list(reader.read(data, name=name, limits=Limits(**limits)))
        assert len(documents) == 1
        return documents[0]

    return read_one
