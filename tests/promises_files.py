"""The hostile folder: every kind of bad file among good ones, made from nothing."""

import io
import json
import os
import runpy
import socket
import warnings
import zipfile
from pathlib import Path

MAKE = runpy.run_path(str(Path(__file__).parent / "corpora" / "conftest.py"))
GOOD = "关于加快科技创新的意见\n各地区要加强研发机构建设，支持中小企业发展。\n二〇二一年三月五日\n"
OTHER = "为促进就业，现就有关事项通知如下：要统筹城乡，改善民生，补齐短板，提高效率。"
PAGE = "<html><head><meta charset={charset}></head><body>{body}</body></html>"
BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{('&' + chr(97 + i) + ';') * 10}'>" for i in range(9)
)


def text(number, body=OTHER):
    """Return a text of its own, so that no file is the copy of another one."""
    return f"第{number}号文件\n{GOOD}{body}（第{number}件，共{number * 7 + 3}页）\n"


def raw_zip(members, *, flags=0):
    """Write a zip with the names as they are given (bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for i, (name, content) in enumerate(members.items()):
            info = zipfile.ZipInfo(f"{i:0{len(name)}}"[: len(name)])
            opened.writestr(info, content)
    data = buffer.getvalue()
    for i, name in enumerate(members):
        data = data.replace(f"{i:0{len(name)}}"[: len(name)].encode(), name)
    return data


def link_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
        opened.writestr("good.txt", text(70))
    return buffer.getvalue()


def overlapping_zip():
    """Many entries of the list that share one member's bytes."""
    data = MAKE["make_zip"]({"a.txt": text(71) * 50})
    end = data.rindex(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    entry, tail = data[start:end], bytearray(data[end:])
    count = 300
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[:start] + entry * count + bytes(tail)


def twins_zip():
    """Two members of one name, which only a program can write."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as opened:
        warnings.simplefilter("ignore")
        for number in (74, 75, 76):
            opened.writestr("a/twin.txt", text(number))
        opened.writestr("a/twin~2.txt", text(77))
    return buffer.getvalue()


def nested_zip(depth):
    data = MAKE["make_zip"]({"deep.txt": text(72)})
    for _ in range(depth):
        data = MAKE["make_zip"]({"inner.zip": data, "beside.txt": text(73)})
    return data


def docx(body, **more):
    return MAKE["make_docx"](body, **more)


def paragraph(content):
    return f"<w:p><w:r><w:t>{content}</w:t></w:r></w:p>"


def pdf(pages, **more):
    return MAKE["make_pdf"](pages, **more)


def lines_of(number):
    return [line for line in text(number).split("\n") if line] * 3


def workbook(cells, *, dimension="A1:B9", head=""):
    """Write a workbook of one sheet from the XML of its rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return MAKE["make_zip"](
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
            '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{main}"><dimension ref="{dimension}"/>'
            f"<sheetData>{cells}</sheetData></worksheet>",
        }
    )


def cell(place, content):
    return f'<c r="{place}" t="inlineStr"><is><t>{content}</t></is></c>'


def table_rows(number):
    return (
        f'<row r="1">{cell("A1", "标题")}{cell("B1", "正文")}</row>'
        f'<row r="2">{cell("A2", "=1+1")}{cell("B2", text(number))}</row>'
    )


def jsonl():
    good = [json.dumps({"title": f"第{i}条", "text": text(80 + i)}) for i in range(3)]
    bad = [
        "{broken", "[" * 100_000, '{"text": ' + "9" * 5000 + "}", "17",
        '{"text": 5, "n": NaN}', '{"text": "' + OTHER,
    ]  # fmt: skip
    return "\n".join([good[0], *bad[:5], good[1], "", good[2], bad[5]]).encode()


def csv_table():
    rows = [
        "\ufefftitle,text,path",
        f'一,"{text(90)}",/etc/passwd',
        f'二,"{text(91)}"',
        f'三,"{text(92)}",../../etc/passwd,更多',
        f'四,"{"长" * 150_000}。",x',
    ]
    return "\r\n".join(rows).encode()


FILES = {
    # row 2: encodings
    "utf8.txt": text(1).encode(),
    "bom.txt": text(2).encode("utf-8-sig"),
    "gbk.txt": text(3).encode("gbk"),
    "gb18030.txt": (text(4) + "𠮷㐂").encode("gb18030"),
    "utf16le.txt": b"\xff\xfe" + text(5).encode("utf-16-le"),
    "utf16be.txt": b"\xfe\xff" + text(6).encode("utf-16-be"),
    "no_mark.txt": text(97).encode("utf-16-le"),
    "big5.txt": "關於加快科技創新的意見\n各地區要加強研發機構建設，支持中小企業發展。".encode("big5"),
    # row 3: broken
    "cut.txt": text(7).encode() * 30 + "关于".encode()[:-1],
    "mixed.txt": text(8).encode() * 2 + text(9).encode("gbk"),
    "double.txt": text(10).encode().decode("latin-1").encode(),
    "double_gbk.txt": text(98).encode().decode("gbk", errors="replace").encode(),
    "lost.txt": (text(99) + "锟斤拷锟斤拷").encode(),
    "gbk_noise.txt": bytes(0xA1 + i * i * i * 7 % 93 for i in range(4000)),
    "noise.txt": bytes(range(1, 256)) * 40,
    # row 4
    "controls.txt": text(11).encode() + "改\x00革\x1b[31m红\u202e反\u200b零\x07。".encode(),
    "surrogate.jsonl": json.dumps({"text": text(12) + "\ud83d改革\udc00"}).encode() + b"\n{}",
    # rows 5, 6
    "spaced.txt": "关于水利工程的通知\n各乡镇应当及时清理河道，修复堤防。加快发展“新 质 生 产 力”，很重要。\n".encode(),
    "simplified.txt": "关于加快科技创新的意见\n各地区要加强研发机构建设，支持中小企业发展，推动产业转型升级。\n二〇二二年六月七日\n".encode(),
    "traditional.txt": "關於加快科技創新的意見\n各地區要加強研發機構建設，支持中小企業發展，推動產業轉型升級。\n二〇二三年八月九日\n".encode(),
    # row 7
    "empty.txt": b"", "blank.txt": b" \n\t\r\n \n", "points.txt": "。。！？，，".encode(), "one.txt": "改".encode(),
    "english.txt": b"This is a policy text in English and nothing else is in it.",
    # row 8
    "long.txt": ("改革开放创新" * 30_000).encode(),
    # row 11
    "copy_a.txt": text(13).encode(), "copy_b.txt": text(13).encode(), "copy_c.txt": text(13).encode("gbk"),
    "ids.jsonl": b"\n".join(json.dumps({"id": "same", "text": text(i)}).encode() for i in (14, 15)),
    # row 12
    "liar.html": PAGE.format(charset="gb2312", body=f"<h1>标题</h1><p>{text(16)}</p>").encode(),
    "script.html": PAGE.format(charset="utf-8", body=(
        f"<script>var 机密='脚本'</script><style>.样式{{}}</style><!-- 注释在此 --><nav>导航栏</nav><footer>页脚</footer><p>{text(17)}</p>"
        "<img src='http://127.0.0.1:9/x.png' alt='图'><iframe src='file:///etc/passwd'></iframe>"
    )).encode(),
    "404.html": PAGE.format(charset="utf-8", body="<h1>404</h1>您访问的页面不存在").encode(),
    "deep.html": PAGE.format(charset="utf-8", body="<div>" * 20_000 + f"<p>{text(18)}</p>" + "</div>" * 20_000).encode(),
    # row 13
    "good.pdf": pdf([lines_of(20)]), "encrypted.pdf": pdf([lines_of(21)], encrypt=True),
    "scan.pdf": pdf([[]], picture=True), "cut.pdf": pdf([lines_of(22)])[:900], "damaged.pdf": b"%PDF-1.4\n" + b"\xff\x00\xfe" * 3000,
    "garbage.pdf": pdf([lines_of(23)], mapping={c: chr(0xE000 + i) for i, c in enumerate(sorted(set(text(23))))}),
    # row 14
    "changes.docx": docx(
        paragraph(text(24)) + "<w:p><w:ins><w:r><w:t>插入的话。</w:t></w:r></w:ins><w:del><w:r><w:delText>删去的话。</w:delText></w:r></w:del></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('控件里的话。')}</w:sdtContent></w:sdt>"
        "<w:p><w:smartTag><w:r><w:t>智能标记。</w:t></w:r></w:smartTag></w:p>"
        f"<w:tbl><w:tr><w:tc>{paragraph('表格里的话。')}</w:tc></w:tr></w:tbl>"
    ),
    "deep.docx": docx("<w:sdt><w:sdtContent>" * 2_000 + paragraph(text(61)) + "</w:sdtContent></w:sdt>" * 2_000),
    "missing.docx": MAKE["make_zip"]({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<x/>"}),
    "bomb.docx": docx(paragraph(text(25)) + " " * 60_000_000),
    # row 15
    "really_pdf.doc": pdf([lines_of(26)]), "really_docx.txt": docx(paragraph(text(27))), "really_html.doc": PAGE.format(charset="utf-8", body=text(28)).encode(),
    "unknown.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "cut.ofd": MAKE["make_ofd"]([[(10, 10, text(29))]])[:300],
    # row 16
    "table.xlsx": workbook(table_rows(30)), "huge_range.xlsx": workbook(table_rows(31), dimension="A1:XFD1048576"),
    "far.xlsx": workbook(table_rows(32) + f'<row r="1048576">{cell("XFD1048576", "远")}</row>'),
    "bomb.xlsx": workbook(table_rows(33) + " " * 60_000_000),
    # rows 17, 18
    "rows.csv": csv_table(), "open_quote.csv": f'title,text\n一,"{text(94)}"\n二,"{text(95)}\n三,{OTHER}\n'.encode(), "no_header.csv": f"{text(96)},一\n".encode(),
    "lines.jsonl": jsonl(),
    # row 19
    "names.zip": raw_zip({"../../../tmp/出去.txt".encode("gbk"): text(50), b"C:\\windows\\in.txt": text(51), b"/etc/abs.txt": text(52)}),
    "twins.zip": twins_zip(), "link.zip": link_zip(), "overlap.zip": overlapping_zip(), "nested.zip": nested_zip(5), "crc.zip": MAKE["make_zip"]({"a.txt": text(53)}, method=0).replace(b"\xe5\x85\xb3\xe4\xba\x8e", b"\xe5\x85\xb3\xe4\xba\x8f"),
    "bomb.zip": MAKE["make_zip"]({"zeros.txt": b"0" * 60_000_000}), "many.zip": MAKE["make_zip"]({f"{i}": b"" for i in range(10_050)}, method=0), "cut.zip": MAKE["make_zip"]({"a.txt": text(54) * 9})[:200],
    # row 22
    "xxe.docx": docx(paragraph(text(55) + "&e;"), head='<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
    "laughs.docx": docx(paragraph("&j;"), head=BOMB + "]>"), "laughs.xlsx": workbook(table_rows(56), head=BOMB + "]>"),
    "xxe.ofd": MAKE["make_ofd"]([[(10, 10, text(57))]], head='<!DOCTYPE o [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
    # other kinds
    "picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "program.txt": b"\x7fELF" + b"\0" * 50, "database.db": b"SQLite format 3\x00" + b"\0" * 50, ".DS_Store": b"\0\0\0\1Bud1", "~$lock.docx": b"x",
    # row 10
    "number.txt": f"国务院文件\n国发［2019］ 5 号\n国务院关于科技创新的意见\n根据国办发〔2018〕7号文件，{GOOD}".encode(),
    "cited.txt": f"关于就业的通知\n根据国办发〔2018〕7号文件要求，{OTHER}\n".encode(),
    "bad_number.txt": f"国发〔2019〕0号\n国务院关于就业的意见\n{OTHER}\n".encode(),
    # row 9
    "feb30.txt": f"关于就业的通知\n{OTHER}\n某某市人民政府\n2021年2月30日\n".encode(),
    "month13.txt": f"关于民生的通知\n{OTHER}某\n某某市人民政府\n2021年13月5日\n".encode(),
}  # fmt: skip
NAMES = (
    b"-rf.txt", b"[/red]x.txt", b"$x^{y}$ $(id) `id`.txt", b"<img src=x onerror=alert(1)>.txt",
    b"=1+1.txt", b"new\nline.txt", b"\xff\xfe\xb4.txt", "长".encode() * 79 + b"xyz.txt", b"esc\x1b[2J.txt",
)  # fmt: skip


def build(folder):
    """Write the folder; return how many inputs it holds, without members of archives."""
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    odd = folder / "names"
    odd.mkdir()
    for number, name in enumerate(NAMES, start=100):
        path = Path(os.fsdecode(os.fsencode(odd) + b"/" + name))
        path.parent.mkdir(exist_ok=True)  # "[/red]x.txt" is a file in a folder "["
        path.write_bytes(text(number).encode())
    special = folder / "special"
    special.mkdir()
    os.mkfifo(special / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(special)  # the path of a socket may have some hundred bytes only
        one.bind("socket")
        os.chdir(here)
    (special / "loop").symlink_to(special)
    (special / "self").symlink_to("self")
    (special / "dangling").symlink_to("nowhere.txt")
    (special / "out.txt").symlink_to("/etc/hostname")
    with (special / "sparse.txt").open("wb") as sparse:
        sparse.truncate(300_000_000)
    return len(FILES) + len(NAMES) + 7
