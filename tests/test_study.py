import tomllib

import pytest

from nqp_mine import study
from nqp_mine.errors import UsageError
from nqp_mine.study import Study


@pytest.fixture
def load(tmp_path):
    def write_and_load(text):
        path = tmp_path / "study.toml"
        path.write_text(text, encoding="utf-8")
        return study.load(path)

    return write_and_load


def test_the_printed_defaults_read_back_as_the_defaults(load):
    assert load(Study().to_toml()) == Study()


def test_a_changed_study_reads_back_unchanged(load):
    changed = Study().with_options(
        codebook='my "words".xlsx', groups=("region", "level"), period="quarter", topics=False
    )
    assert load(changed.to_toml()) == changed


def test_every_setting_is_printed_with_what_it_means():
    text = Study().to_toml()
    assert set(tomllib.loads(text)) == set(Study.__dataclass_fields__)
    assert text.count("\n# ") == len(Study.__dataclass_fields__)


def test_lines_left_out_keep_their_default(load):
    assert load('period = "month"') == Study(period="month")
    assert load("") == Study()


def test_a_byte_order_mark_is_no_error(load):
    assert load("\ufeffseed = 1") == Study(seed=1)


def test_an_option_of_none_leaves_the_setting_as_it_is():
    assert Study(seed=7).with_options(seed=None, period="month") == Study(seed=7, period="month")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("n_topic = 5", "n_topic"),
        ('period = "week"', "period"),
        ('weight = "heavy"', "weight"),
        ('replicates = "many"', "replicates"),
        ("replicates = true", "replicates"),
        ("n_topics = 0", "n_topics"),
        ("block = -1", "block"),
        ("confidence = 1.0", "confidence"),
        ("confidence = nan", "confidence"),
        ("seed = ", "Invalid value"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(load, text, named):
    with pytest.raises(UsageError, match=named) as caught:
        load(text)
    assert caught.value.exit_code == 2
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        'topics = "no"',
        "n_topics = 2.5",
        "codebook = 5",
        'groups = "region"',
        "groups = [1, 2]",
        'as_of = "yesterday"',
        "seed = -1",
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(load, text):
    with pytest.raises(UsageError, match=text.split(" ")[0]):
        load(text)


def test_a_missing_file_is_a_wrong_call(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        study.load(tmp_path / "none.toml")


def test_a_study_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        Study().seed = 1
