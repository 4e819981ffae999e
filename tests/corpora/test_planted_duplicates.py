"""Planted repetitions among made-up documents, told from documents that only look alike."""

import random
from collections import Counter

import pytest

from nqp_mine.corpora.duplicates import Fingerprint, find_pairs, originals
from nqp_mine.corpora.sketch import plain, sketch
from nqp_mine.text import normalise

# Common characters of official prose; words of two of them make sentences that nobody wrote.
CHARACTERS = (
    "发展建设推进加强创新科技产业企业政策服务改革开放管理制度市场经济社会农村城乡生态环境教育文化"
    "卫生就业保障安全监督投资金融财政税收人才资源能源交通信息数据平台体系机制能力水平质量效率标准"
    "规划项目工程任务目标责任组织领导部门单位地区基层群众公共基础重点关键核心技术研究开发应用示范"
)
OPENING = (
    "为深入贯彻落实党中央、国务院决策部署，坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念，"
    "加快构建新发展格局，现就有关事项通知如下。"
)
CLOSING = "各地区各部门要高度重视，加强组织领导，压实工作责任，确保各项任务落到实处。"
LENGTHS = (260, 420, 800, 1500, 3000, 8000)


class Maker:
    """Made-up documents, their copies, and what looks like a copy."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        pick = self.random.choice
        self.words = [pick(CHARACTERS) + pick(CHARACTERS) for _ in range(1500)]

    def phrase(self, words):
        return "".join(self.random.choice(self.words) for _ in range(words))

    def sentence(self):
        clauses = [self.phrase(self.random.randint(3, 6)) for _ in range(self.random.randint(1, 3))]
        return "，".join(clauses) + "。"

    def paragraphs(self, length):
        made = []
        while sum(map(len, made)) < length:
            made.append("".join(self.sentence() for _ in range(self.random.randint(2, 4))))
        return made

    def document(self, length):
        title = f"关于{self.phrase(4)}的意见"
        return "\n".join([title, OPENING, *self.paragraphs(length), CLOSING])

    def edited(self, text, share=0.05):
        """Replace, drop and add single characters, `share` of them in all."""
        out = []
        for char in text:
            if char == "\n" or self.random.random() > share:
                out.append(char)
            else:
                other = self.random.choice(CHARACTERS)
                out.append(self.random.choice([other, "", char + other]))
        return "".join(out)

    def rewritten(self, text, share=0.05):
        """Write a new sentence for `share` of the sentences."""
        parts = text.split("。")
        for i in self.random.sample(range(len(parts) - 1), max(1, int(share * len(parts)))):
            parts[i] = self.sentence().rstrip("。")
        return "。".join(parts)

    def reordered(self, text):
        title, *rest = text.split("\n")
        self.random.shuffle(rest)
        return "\n".join([title, *rest])

    def relaid(self, text):
        """The same letters in another layout."""
        return "\r\n".join(f"\u3000\u3000{line}\n" for line in text.replace("，", ",").split("\n"))

    def forwarded(self, text, verb):
        title = text.split("\n", 1)[0]
        head = (
            f"某某市人民政府办公室{verb}\n{title}的通知\n各县（市、区）人民政府，市直各部门：\n"
            f"现将《{title}》{verb}给你们，请结合实际认真贯彻执行。\n"
            "某某市人民政府办公室\n2021年6月8日\n"
        )
        return f"{head}{text}\n（此件公开发布）\n抄送：市委各部门，市人大常委会办公室。\n"

    def template(self, frame):
        """Fill the blanks of a form: a third of it is other content."""
        return "\n".join(f"{line}{self.sentence()}" for line in frame)

    def reply(self, frame, name):
        """Fill in one name and the figures and nothing else, as replies and bulletins do."""
        figures = [str(self.random.randint(10, 999)) for _ in range(8)]
        return "\n".join(
            line.replace("{name}", name) + f"安排{figure}万元。"
            for line, figure in zip(frame, figures, strict=True)
        )


class Planted:
    """The planted set: documents, and what each of them repeats."""

    def __init__(self, seed):
        self.texts = {}
        self.facts = {}
        self.truth = {}  # {document, document}: kind
        self.direction = {}  # forwarded notice: what it forwards
        self.make = Maker(seed)
        self._copies()
        self._alike()

    def add(self, name, text, date="2021-03-05", region="辽宁"):
        self.texts[name] = plain(normalise(text).text)
        self.facts[name] = (date, region)
        return name

    def _copies(self):
        make = self.make
        for number, length in enumerate(LENGTHS * 2):
            # Some of the forwarded texts are longer than the notice, some hardly so.
            verb = ("转发", "印发")[number % 2]
            self._copy("exact", number, length, make.relaid)
            self._copy("near", f"{number}-order", length, make.reordered)
            self._copy("near", f"{number}-edit", length, make.edited)
            self._copy("near", f"{number}-write", length, make.rewritten)
            self._copy(
                "forwarded", number, length, lambda text, verb=verb: make.forwarded(text, verb)
            )
            self._copy("suspicious", f"{number}-year", length, make.relaid, date="2019-03-05")
            self._copy("suspicious", f"{number}-place", length, make.edited, region="吉林")

    def _copy(self, kind, number, length, change, **facts):
        text = self.make.document(length)
        pair = (
            self.add(f"{kind}-{number}-a", text),
            self.add(f"{kind}-{number}-b", change(text), **facts),
        )
        self.truth[frozenset(pair)] = kind
        if kind == "forwarded":
            self.direction[pair[1]] = pair[0]

    def _alike(self):
        make = self.make
        for number in range(12):
            self.add(f"single-{number}", make.document(LENGTHS[number % len(LENGTHS)]))
        for number in range(6):
            form = [make.phrase(14) + "，" for _ in range(8 + 4 * number)]
            answer = [f"同意{{name}}{make.phrase(10 + 5 * number)}，" for _ in range(8)]
            for one in range(3):
                self.add(f"form-{number}-{one}", make.template(form))
                self.add(f"reply-{number}-{one}", make.reply(answer, make.phrase(2)))

    def find(self):
        prints = []
        for name, text in sorted(self.texts.items()):
            one = sketch(text)
            date, region = self.facts[name]
            prints.append(
                Fingerprint(id=name, coarse=one.coarse, digest=one.digest, date=date, region=region)
            )
        return find_pairs(prints, self.texts.__getitem__)


@pytest.fixture(scope="module", params=[1, 2, 3])
def planted(request):
    return Planted(request.param)


@pytest.fixture(scope="module")
def found(planted):
    return planted.find()


def test_precision_and_recall(planted, found):
    pairs = {frozenset((pair.copy, pair.original)) for pair in found}
    right = pairs & set(planted.truth)
    missed = sorted(map(sorted, set(planted.truth) - pairs))
    wrong = sorted(map(sorted, pairs - set(planted.truth)))
    assert len(right) >= 0.95 * len(planted.truth), missed
    assert len(right) >= 0.95 * len(pairs), wrong


def test_kinds(planted, found):
    kinds = {frozenset((pair.copy, pair.original)): pair.kind for pair in found}
    mixed = Counter((kind, kinds[pair]) for pair, kind in planted.truth.items() if pair in kinds)
    right = sum(count for (kind, said), count in mixed.items() if kind == said)
    assert right >= 0.95 * sum(mixed.values()), mixed


def test_a_notice_is_the_copy_of_what_it_forwards(planted, found):
    named = {pair.copy: pair.original for pair in found if pair.kind == "forwarded"}
    assert {copy: named.get(copy) for copy in planted.direction} == planted.direction


def test_forms_with_other_content_are_no_copies(planted, found):
    alike = ("form", "reply", "single")
    assert [pair for pair in found if pair.copy.startswith(alike)] == []


def prints_of(*documents):
    prints = []
    for name, text, date, region in documents:
        one = sketch(plain(text))
        prints.append(
            Fingerprint(id=name, coarse=one.coarse, digest=one.digest, date=date, region=region)
        )
    return prints, {name: plain(text) for name, text, _, _ in documents}.__getitem__


def counted(*documents):
    """Return {document: the one that counts for it} and the suspicious pairs."""
    prints, text = prints_of(*documents)
    pairs = find_pairs(prints, text)
    strange = [(pair.copy, pair.original) for pair in pairs if pair.kind == "suspicious"]
    return originals(pairs), strange


BODY = Maker(9).document(900)


def test_two_copies_under_the_wrong_year_count_once():
    merged, strange = counted(
        ("a", BODY, "2020", "辽宁"), ("b", BODY, "2021", "辽宁"), ("c", BODY, "2021", "辽宁")
    )
    assert merged == {"c": "b"}
    assert strange == [("b", "a")]


def test_an_undated_copy_joins_no_two_years():
    changed = BODY.replace("落到实处", "全面落实")
    for middle in (BODY, changed):
        merged, strange = counted(
            ("a", BODY, "2020", "辽宁"), ("b", changed, "2021", "辽宁"), ("u", middle, "", "")
        )
        assert set(merged) == {"u"}
        assert len(strange) == 1


def test_text_around_a_document_without_a_notice_is_not_forwarding():
    around = Maker(5).document(900)
    merged, strange = counted(
        ("part", BODY, "2020", "辽宁"), ("whole", f"{BODY}\n{around}", "2020", "辽宁")
    )
    assert merged == {"part": "whole"}
    assert strange == []
    merged, strange = counted(
        ("part", BODY, "2020", "辽宁"), ("whole", f"{BODY}\n{around}", "2020", "吉林")
    )
    assert merged == {}
    assert len(strange) == 1


def test_nothing_and_very_short_texts():
    prints, text = prints_of(
        ("a", "", "", ""), ("b", "改革", "", ""), ("c", "改革开放发展", "", "")
    )
    assert find_pairs(prints, text) == []
    assert find_pairs([], text) == []


@pytest.mark.slow
def test_the_same_at_any_order_of_input():
    planted = Planted(4)
    prints, text = prints_of(*[(n, t, *planted.facts[n]) for n, t in planted.texts.items()])
    first = find_pairs(prints, text)
    assert find_pairs(prints[::-1], text) == first
