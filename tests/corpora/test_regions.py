import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqp_mine.corpora.regions import (
    Region,
    find_region,
    full_name,
    is_northeast,
    province_of,
)


@pytest.mark.parametrize(
    ("text", "province", "city", "county", "level"),
    [
        ("辽宁-沈阳_2024", "辽宁", "沈阳", "", "市"),
        ("内蒙古-呼伦贝尔-海拉尔区_2012", "内蒙古", "呼伦贝尔", "海拉尔区", "县"),
        ("2026_四川省_政府工作报告", "四川", "", "", "省"),
        ("安徽-马鞍山_2024", "安徽", "马鞍山", "", "市"),
        ("鞍山市人民政府", "辽宁", "鞍山", "", "市"),
        ("吉林省人民政府", "吉林", "", "", "省"),
        ("吉林市人民政府", "吉林", "吉林市", "", "市"),
        ("吉林省长春市朝阳区人民政府", "吉林", "长春", "朝阳区", "县"),
        ("北京市朝阳区人民政府", "北京", "", "朝阳区", "县"),
        ("朝阳市人民政府办公室", "辽宁", "朝阳", "", "市"),
        ("海南省人民政府", "海南", "", "", "省"),
        ("青海省海南州", "青海", "海南州", "", "市"),
        ("延边朝鲜族自治州人民政府", "吉林", "延边", "", "市"),
        ("延边州人民政府", "吉林", "延边", "", "市"),
        ("兴安盟行政公署", "内蒙古", "兴安盟", "", "市"),
        ("大兴安岭地区行署", "黑龙江", "大兴安岭", "", "市"),
        ("湖北-天门_2024", "湖北", "天门", "", "市"),
        ("广西壮族自治区人民政府", "广西", "", "", "省"),
        ("莱芜市人民政府", "山东", "莱芜", "", "市"),
        ("海拉尔区政府工作报告_2012", "内蒙古", "呼伦贝尔", "海拉尔区", "县"),
        ("国务院办公厅关于某省某市有关问题的复函", "全国", "", "", "国家"),
        ("国务院关于辽宁省有关事项的批复", "全国", "", "", "国家"),
        ("工业和信息化部", "全国", "", "", "国家"),
        ("国家发展改革委", "全国", "", "", "国家"),
        ("全国人民代表大会常务委员会", "全国", "", "", "国家"),
        ("国家税务总局沈阳市税务局", "辽宁", "沈阳", "", "市"),
    ],
)
def test_a_name_has_its_place(text, province, city, county, level):
    found = find_region(text)
    assert found is not None
    assert (found.province, found.city, found.county, found.level) == (
        province,
        city,
        county,
        level,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "省人民政府",
        "市人民政府",
        "中山大学关于招生的通知",
        "大同社会",
        "国家级新区",
        "鼓楼区",
        "关于东方文化的报告",
        "黄河南岸生态保护规划",
        "各省市和县人民政府",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert find_region(text) is None


def test_the_table_is_whole():
    provinces = (
        "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 "
        "湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾"
    )
    for name in provinces.split():
        found = find_region(name)
        assert found is not None
        assert (found.province, found.city, found.level) == (name, "", "省")
        assert full_name(found).startswith(name)


def test_codes_and_official_names():
    assert find_region("大连市") == Region("辽宁", "大连", "", "210200", "市")
    assert full_name(Region("辽宁", "大连")) == "大连市"
    assert full_name(Region("吉林", "延边")) == "延边朝鲜族自治州"
    assert full_name(Region("宁夏")) == "宁夏回族自治区"
    assert full_name(Region("全国")) == ""
    assert (province_of("辽"), province_of("滇"), province_of("国")) == ("辽宁", "云南", "")


@pytest.mark.parametrize(
    ("region", "city", "inside"),
    [
        ("辽宁", "", True),
        ("吉林", "长春", True),
        ("黑龙江", "", True),
        ("内蒙古", "呼伦贝尔", True),
        ("内蒙古", "兴安盟", True),
        ("内蒙古", "通辽", True),
        ("内蒙古", "赤峰", True),
        ("内蒙古", "赤峰市", True),
        ("内蒙古", "锡林郭勒", True),
        ("内蒙古", "", False),
        ("内蒙古", "包头", False),
        ("河北", "承德", False),
        ("全国", "", False),
        ("", "", False),
    ],
)
def test_the_northeast(region, city, inside):
    assert is_northeast(region, city) is inside


@given(st.text(alphabet="辽宁省沈阳市吉林内蒙古海南区县州盟国务院关于-_ 2024朝阳", max_size=24))
def test_any_text_gives_a_whole_region_or_none(text):
    found = find_region(text)
    if found is not None:
        assert found.province
        assert found.level in ("国家", "省", "市", "县")
        assert len(found.code) == 6
