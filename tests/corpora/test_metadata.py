"""What `describe` finds in made-up documents. None of these texts was ever issued."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.corpora.doc_types import doc_type
from nqp_mine.corpora.document import SOURCES, RawDocument
from nqp_mine.corpora.issuers import split_issuers
from nqp_mine.corpora.metadata import describe
from nqp_mine.corpora.numbers import normalise_number, own_number

NOTICE = """云海市人民政府办公室关于印发
云海市纸鸢产业发展规划的通知
云政办发[2021]第07号
各县（区）人民政府，市政府各部门：
按照《国务院关于促进纸鸢产业发展的意见》（国发〔2019〕99号）要求，2021年2月3日市政府召开会议，审议通过了本规划。
云海市人民政府办公室
二〇二一年三月五日
（此件公开发布）
云海市纸鸢产业发展规划
为推动纸鸢产业发展，制定本规划。2020年产值增长一成。
云海市纸鸢协会
2020年12月1日
"""
REPORT = """下载
打印
政 府 工 作 报 告
——2023年1月12日在沈阳市第十七届人民代表大会第二次会议上
市长　　张 三
各位代表：
现在，我代表市人民政府，向大会报告工作，请予审议。
一、2022年工作回顾
2022年3月1日，一座虚构的桥通车了。
"""
LETTERS = (
    "国务院办公厅关于印发通知〔2021〕3号年月日一二〇各位代表：\n　 令第政府工作报告沈阳市（）《》—"
)


def found(text, *, name="a.txt", sidecar=None, today=None, **raw):
    return describe(RawDocument(text=text, **raw), name=name, sidecar=sidecar or {}, today=today)


def test_a_notice_with_number_signature_and_enclosure():
    it = found(NOTICE)
    assert it.title == "云海市人民政府办公室关于印发云海市纸鸢产业发展规划的通知"
    assert it.doc_number == "云政办发〔2021〕7号"
    assert it.issuer == "云海市人民政府办公室"
    assert (it.date, it.date_precision) == ("2021-03-05", "day")
    assert it.doc_type == "通知"
    assert it.facts == {
        "title": "body",
        "doc_number": "body",
        "issuer": "signature",
        "date": "signature",
        "doc_type": "derived",
    }
    assert it.columns["date_written"] == "2021-03-05"
    assert it.warnings == ()


def test_a_cited_number_is_not_the_documents_own():
    it = found(
        "某省茶叶局关于采茶的通知\n各市茶叶局：\n按照《采茶办法》（国发〔2019〕99号）要求，现通知如下。\n"
    )
    assert it.doc_number == ""
    assert "doc_number" not in it.facts


def test_a_work_report():
    it = found(REPORT, name="x/report.txt")
    assert it.title == "2023年沈阳市政府工作报告"
    assert it.issuer == "沈阳市人民政府"
    assert (it.date, it.region, it.columns["city"], it.level) == (
        "2023-01-12",
        "辽宁",
        "沈阳",
        "市",
    )
    assert it.doc_type == "工作报告"
    assert it.facts["date"] == "signature"
    assert it.facts["title"] == "derived"


@pytest.mark.parametrize(
    ("name", "title", "day", "region", "source"),
    [
        ("辽宁-沈阳_2024.txt", "2024年沈阳市政府工作报告", "2024", "辽宁", "file_name"),
        (
            "local/吉林/延边_2024.txt",
            "2024年延边朝鲜族自治州政府工作报告",
            "2024",
            "吉林",
            "file_name",
        ),
        ("2026_四川省_政府工作报告.csv", "2026年四川省政府工作报告", "2026", "四川", "file_name"),
        (
            "2024年辽宁省沈阳市政府工作报告.txt",
            "2024年辽宁省沈阳市政府工作报告",
            "2024",
            "辽宁",
            "file_name",
        ),
        (
            "a.zip!/黑龙江/哈尔滨_2024.txt",
            "2024年哈尔滨市政府工作报告",
            "2024",
            "黑龙江",
            "file_name",
        ),
        ("report.txt", "report", "2024", "", "derived"),
    ],
)
def test_a_report_that_says_neither_place_nor_date(name, title, day, region, source):
    text = (
        "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n"
        "一、2023年工作回顾\n一年来，风平浪静。"
    )
    it = found(text, name=name)
    assert (it.title, it.date, it.region) == (title, day, region)
    assert it.facts["date"] == source


def test_a_national_report():
    it = found(
        "各位代表：\n我代表国务院，向大会作政府工作报告，请予审议。\n一、去年的工作\n很好。",
        name="1954.txt",
    )
    assert (it.title, it.issuer, it.region, it.level) == (
        "1954年国务院政府工作报告",
        "国务院",
        "全国",
        "国家",
    )
    assert (it.date, it.date_precision, it.facts["date"]) == ("1954", "year", "file_name")


def test_the_sidecar_wins_and_its_other_columns_are_kept():
    row = {
        "title": "Notice on Kites",
        "issuer": "Cloud Sea Government",
        "省份": "辽宁省",
        "city": "大连市",
        "级别": "地市级",
        "发文字号": "云发(2020)3号",
        "发布日期": "2020/5/6",
        "作者备注": "第一批",
        "sha256": "00",
    }
    it = found(NOTICE, sidecar=row)
    assert (it.title, it.issuer) == ("Notice on Kites", "Cloud Sea Government")
    assert it.doc_number == "云发〔2020〕3号"
    assert (it.region, it.columns["city"], it.level) == ("辽宁", "大连", "市")
    assert (it.columns["作者备注"], it.columns["sha256"]) == ("第一批", "00")
    # 成文日期 of the signature goes before the table's 发布日期.
    assert (it.date, it.columns["date_published"]) == ("2021-03-05", "2020-05-06")
    assert {it.facts[key] for key in ("title", "issuer", "doc_number", "region", "level")} == {
        "sidecar"
    }


def test_a_users_year_is_refined_by_a_day_of_it_and_wins_over_another_year():
    refined = found(REPORT, sidecar={"year": "2023"})
    assert (refined.date, refined.facts["date"], refined.warnings) == (
        "2023-01-12",
        "signature",
        (),
    )
    other = found(REPORT, sidecar={"year": "2020"})
    assert (other.date, other.date_precision, other.facts["date"]) == ("2020", "year", "sidecar")
    assert any("not certain" in warning for warning in other.warnings)


def test_page_labels_go_before_the_text():
    labels = {
        "索 引 号": "000/2021-1",
        "标　　题": "云海市人民政府关于放风筝的意见",
        "发文机关": "云海市人民政府、云海市气象局",
        "成文日期": "2021年01月02日",
        "发文字号": "云政发〔2021〕1号",
        "发布日期": "2021年02月03日",
        "有效性": "已废止",
    }
    it = found(NOTICE, metadata=labels, metadata_source="page")
    assert it.title == "云海市人民政府关于放风筝的意见"
    assert it.issuer == "云海市人民政府;云海市气象局"
    assert (it.date, it.columns["date_published"]) == ("2021-01-02", "2021-02-03")
    assert (it.doc_number, it.doc_type, it.status) == ("云政发〔2021〕1号", "意见", "失效")
    assert it.columns["index_number"] == "000/2021-1"
    assert it.facts["date"] == "page"
    assert any(
        "not certain" in warning for warning in it.warnings
    )  # the signature says another day


def test_the_corpus_own_field_names_are_labels_too():
    it = found(
        "正文。", metadata={"title": "关于灯笼的公告", "date": "2019-07", "province": "吉林"}
    )
    assert (it.title, it.date, it.date_precision, it.region) == (
        "关于灯笼的公告",
        "2019-07",
        "month",
        "吉林",
    )
    assert it.facts == {
        "title": "column",
        "date": "column",
        "region": "column",
        "level": "column",
        "doc_type": "derived",
    }


def test_an_exports_header():
    it = found(
        "【法宝引证码】 CLI.14.1\n"
        "云海市养蜂管理办法\n"
        "【发文字号】 云海市人民政府令第十二号\n"
        "【制定机关】 云海市人民政府\n"
        "【公布日期】 2018.07.01\n"
        "【施行日期】 2018.08.01\n"
        "【时效性】 现行有效\n"
        "【效力位阶】 地方政府规章\n"
        "第一条　为了养蜂，制定本办法。\n"
    )
    assert it.title == "云海市养蜂管理办法"
    assert it.doc_number == "云海市人民政府令第12号"
    assert (it.issuer, it.date, it.status) == ("云海市人民政府", "2018-07-01", "现行有效")
    assert (it.columns["date_effective"], it.columns["effect_level"]) == (
        "2018.08.01",
        "地方政府规章",
    )
    assert (it.facts["issuer"], it.facts["date"]) == ("page", "page")


def test_an_order_with_its_title_in_the_sentence():
    it = found(
        "中华人民共和国国务院令\n第1234号\n现公布《蚕桑保护条例》，自2020年1月1日起施行。\n"
        "总理　　李 四\n2019年11月2日\n蚕桑保护条例\n第一条　为了保护蚕桑，制定本条例。\n"
    )
    assert (it.title, it.doc_number, it.issuer) == ("蚕桑保护条例", "国令第1234号", "国务院")
    assert (it.date, it.doc_type, it.region, it.level) == ("2019-11-02", "条例", "全国", "国家")


def test_joint_issuers():
    it = found(
        "商务部、财政部\n关于折扇出口的通知\n商贸发〔2017〕8号\n各省商务厅：\n现通知如下。\n"
        "商务部\n财政部\n2017年4月\n"
    )
    assert it.title == "商务部、财政部关于折扇出口的通知"
    assert it.issuer == "商务部;财政部"
    assert (it.date, it.date_precision) == ("2017-04", "month")


def test_a_law_is_dated_by_its_passing_and_a_revised_one_by_its_revision():
    law = (
        "中华人民共和国风筝法\n（2001年2月3日第九届全国人民代表大会常务委员会第十次会议通过{}）\n"
        "第一条　为了风筝，制定本法。\n"
    )
    first = found(law.format(""))
    assert (first.date, first.issuer, first.doc_type) == (
        "2001-02-03",
        "全国人民代表大会常务委员会",
        "法律",
    )
    revised = found(law.format("　2011年5月6日第十一届全国人民代表大会常务委员会第二次会议修订"))
    assert revised.date == "2011-05-06"


def test_the_date_in_brackets_under_a_title_and_the_stamp_of_a_page():
    it = found(
        "云海市委 云海市人民政府关于种树的意见\n2020-04-09 19:00 来源： 云海日报\n"
        "（2020年3月30日）\n种树很好，现提出以下意见。\n"
    )
    assert (it.date, it.columns["date_published"]) == ("2020-03-30", "2020-04-09")
    assert it.issuer == "云海市委;云海市人民政府"
    assert it.columns["source_name"] == "云海日报"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2021年2月30日", "day 30"),
        ("2021年13月1日", "month 13"),
        ("二〇二一年四月三十一日", "day 31"),
    ],
)
def test_an_impossible_date_leaves_the_document_undated(line, said):
    it = found(
        f"某县水利局关于水渠的通知\n各乡镇：\n现通知如下。\n某县水利局\n{line}\n", name="notice.txt"
    )
    assert (it.date, it.date_precision) == ("", "")
    assert "date" not in it.facts
    assert any(said in warning and "cannot exist" in warning for warning in it.warnings)


def test_unlikely_years_are_flagged():
    text = "某县水利局关于水渠的通知\n各乡镇：\n现通知如下。\n某县水利局\n2054年3月1日\n"
    it = found(text, today=date(2024, 1, 1))
    assert it.date == "2054-03-01"
    assert any("lies in the future" in warning for warning in it.warnings)
    assert found(text).warnings == ()


def test_a_table_cell_that_is_no_date_is_named():
    it = found("正文。", sidecar={"date": "去年"})
    assert it.date == ""
    assert it.warnings == ("The sidecar gives '去年', which is no date.",)
    assert found("正文。", sidecar={"date": "45356"}).date == "2024-03-05"


def test_a_sentence_gives_no_date():
    it = found(
        "关于会议情况的报告\n2023年9月7日召开了会议，会议很短。\n2023年9月8日又开了一次。\n",
        name="会议.txt",
    )
    assert it.date == ""


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("关于某事的通知_20240305.txt", "2024-03-05"),
        ("2024-03-05 关于某事的通知.txt", "2024-03-05"),
        ("关于某事的通知（2024）.txt", "2024"),
        ("纸鸢产业三年行动计划（2021—2023年）.txt", ""),
        ("云海市2022年纸鸢工作要点.txt", ""),
        ("号码13800138000.txt", ""),
    ],
)
def test_dates_in_file_names(name, day):
    assert found("为了某事，现将有关事项说明如下。说明完毕。", name=name).date == day


def test_titles_from_file_names():
    it = found(
        "为了某事，现将有关事项说明如下。", name="x/003_云海市关于某事的意见(FBM-CLI.12.345).txt"
    )
    assert (it.title, it.facts["title"], it.doc_type) == (
        "云海市关于某事的意见",
        "file_name",
        "意见",
    )
    assert found("为了某事，现说明如下。", name="x/017.txt").title == "017"


def test_regions_that_disagree_are_reported():
    it = found(REPORT, name="辽宁-大连_2023.txt")
    assert (it.region, it.columns["city"]) == ("辽宁", "沈阳")
    assert it.warnings == ("The region is not certain: 辽宁沈阳 (body), 辽宁大连 (file_name).",)


def test_the_number_says_whose_province_it_is():
    it = found("关于桑蚕的通知\n黑蚕发〔2015〕3号\n各有关单位：\n现通知如下。\n")
    assert (it.region, it.facts["region"]) == ("黑龙江", "derived")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("国办发〔2019〕6号", "国办发〔2019〕6号"),
        ("国办发[2019]第6号", "国办发〔2019〕6号"),
        ("国办发（2019）06号", "国办发〔2019〕6号"),
        ("国办发【2019】 6 号", "国办发〔2019〕6号"),
        ("国办发〔２０１９〕６号", "国办发〔2019〕6号"),
        ("国办发〔二〇一九〕6号", "国办发〔2019〕6号"),
        ("国办发﹝2019年﹞6号", "国办发〔2019〕6号"),
        ("（皖政办秘〔2021〕82号）", "皖政办秘〔2021〕82号"),
        ("国办发明电〔2018〕15号", "国办发明电〔2018〕15号"),
        ("国务院令第707号", "国令第707号"),
        ("国令第707号", "国令第707号"),
        ("某市人民政府令（第三十二号）", "某市人民政府令第32号"),
        ("公告2024年第5号", "公告2024年第5号"),
    ],
)
def test_document_numbers_have_one_form(written, value):
    number = normalise_number(written)
    assert (number.value, number.problem) == (value, "")


@pytest.mark.parametrize(
    "written", ["国发〔19〕5号", "国发〔2019〕0号", "国发〔0019〕5号", "第5号文件", "abc"]
)
def test_an_invalid_number_is_kept_as_written_with_a_warning(written):
    it = found("正文。", sidecar={"发文字号": written})
    assert it.doc_number == written
    assert any(written in warning for warning in it.warnings)


def test_a_table_that_says_there_is_no_number_is_believed():
    assert found(NOTICE, sidecar={"doc_number": "无"}).doc_number == ""
    assert found(NOTICE, sidecar={"doc_number": ""}).doc_number == "云政办发〔2021〕7号"


def test_own_numbers_stand_alone():
    assert own_number(["关于某事的通知", "（某发〔2020〕1号）"]) == ("某发〔2020〕1号", 1)
    assert own_number(["根据某发〔2020〕1号文件"]) is None
    assert own_number(["工业部", "商务部", "令", "第9号"]) == ("工业部令第9号", 3)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于某事的通知", "通知"),
        ("关于某事的指导意见（试行）", "意见"),
        ("某省发展规划（2021—2025年）", "规划"),
        ("三年行动计划", "计划"),
        ("实施方案", "方案"),
        ("2024年政府工作报告（全文）", "工作报告"),
        ("管理暂行办法", "办法"),
        ("某条例", "条例"),
        ("关于某事的复函", "函"),
        ("关于某事的批复", "批复"),
        ("中华人民共和国某某法", "法律"),
        ("某某算法", ""),
        ("印发《某某纲要》", "纲要"),
        ("Notice", ""),
        ("", ""),
    ],
)
def test_kinds(title, kind):
    assert doc_type(title) == kind


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("国务院办公厅、中央军委办公厅", ("国务院办公厅", "中央军委办公厅")),
        ("国务院办公厅　中央军委办公厅", ("国务院办公厅", "中央军委办公厅")),
        ("中共中央/国务院", ("中共中央", "国务院")),
        ("国 务 院", ("国务院",)),
        ("国家互联网信息办公室等13部门", ("国家互联网信息办公室等13部门",)),
        ("Ministry of Kites, Office", ("Ministry of Kites, Office",)),
        ("", ()),
    ],
)
def test_joint_issuers_are_a_list(written, names):
    assert split_issuers(written) == names


@given(
    st.text(alphabet=LETTERS, max_size=200),
    st.text(alphabet="辽宁沈阳_2024-./!关于通知", max_size=30),
    st.dictionaries(st.sampled_from(["title", "date", "year", "省份", "x"]), st.text(max_size=8)),
)
def test_describe_never_fails_and_every_fact_has_a_source(text, name, sidecar):
    it = describe(RawDocument(text=text), name=name, sidecar=sidecar)
    for field, source in it.facts.items():
        assert source in SOURCES
        assert getattr(it, field)
    for field in ("title", "doc_number", "issuer", "date", "region", "level", "doc_type", "status"):
        assert (field in it.facts) == bool(getattr(it, field))
    assert bool(it.date) == bool(it.date_precision)


@given(st.sampled_from([NOTICE, REPORT]), st.sampled_from(["\n", "\r\n"]))
def test_line_ends_change_nothing(text, newline):
    assert found(text.replace("\n", newline)) == found(text)
