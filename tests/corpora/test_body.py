import pytest

from nqp_mine.corpora.body import body_end

BODY = "各级政府要加强科技创新，推动产业升级。\n" * 10
NOTICE = "本作品是中华人民共和国的某种文件，不适用著作权法律，属于公有领域。\n.mw-parser{}"


@pytest.mark.parametrize(
    "footer",
    [
        f"\n\n{NOTICE}",
        "\n本作品在某地属于公有领域，因为适用某条。",
        "\n Public domain \nfalse false",
        f"\n Public domain \n{NOTICE}",
    ],
)
def test_a_licence_footer_is_no_policy_text(footer):
    text = BODY + footer
    assert text[: body_end(text)] == BODY.rstrip()


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "",
        f"本作品是中华人民共和国的文件，属于公有领域。\n{BODY}",
        f"{BODY}本作品获奖。\n",
        NOTICE,
    ],
)
def test_text_without_a_footer_at_its_end_is_kept_whole(text):
    assert text[: body_end(text)].rstrip() == text.rstrip()
