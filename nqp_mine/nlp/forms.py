"""The fixed forms of official writing, as patterns: headings, labels, dates, addressees."""

import re

from nqp_mine.text import HAN

NUMERALS = "一二三四五六七八九十百零〇"
LEVELS = tuple(
    (level, re.compile(pattern))
    for level, pattern in (
        (1, f"第[{NUMERALS}0-9]{{1,4}}(?:编|篇|部分)"),
        (2, f"第[{NUMERALS}0-9]{{1,4}}章"),
        (3, f"第[{NUMERALS}0-9]{{1,4}}节"),
        (4, f"第[{NUMERALS}0-9]{{1,4}}条|[{NUMERALS}]{{1,4}}[、.．]"),
        (5, f"[（(][{NUMERALS}]{{1,4}}[）)]、?"),
        (6, r"[0-9]{1,2}(?:[、．]|\.(?![0-9]))"),
        (7, r"[（(][0-9]{1,2}[）)]、?"),
    )
)
DEEPEST = len(LEVELS) + 1  # of a heading without a number
SENTENCE = re.compile("[。！？；!?;]")
FORMULA = "(?:总体要求|总体思路|总体思想|指导思想|指导原则|基本原则|工作原则|基本要求|基本思路)"
BOILERPLATE = re.compile(f"{FORMULA}(?:[和与及、]{FORMULA})*[。：:]?")
BOILERPLATE_SENTENCE = re.compile(f"{FORMULA}(?:[和与及、]{FORMULA})*(?:[。：:]|[ \u3000]+)")
GOALS = re.compile("(?:总体|主要|发展|工作|行动|具体|预期|基本|建设|规划|阶段性?|年度)*目标")
ATTACHMENT = re.compile(
    f"(?:附件|附表|附录)[ \u3000]*(?:[{NUMERALS}]{{1,3}}|[0-9]{{1,2}}(?:-[0-9]{{1,2}})?)?"
    "[ \u3000]*(?P<colon>[：:]?)(?P<rest>.*)"
)
TASKS = re.compile("任务分工|任务清单|责任分工|任务分解|工作分工|分工方案|分工表")
GLOSSARY = re.compile(
    "[（(]?(?:附件?[0-9一二三四五]?[：:]?)?[ \u3000]*"
    "(?:《?[^，。《》]{0,20}》?(?:中?的?有关内容|有关|相关|部分|中?的?)?)"
    "(?:名词|术语|用语)(?:术语)?(?:解释|注释|说明|释义)[）)]?[：:]?|注释[：:]?|附[：:]?注释"
)
YEAR = "(?:(?:19|20)[0-9]{2}|[一二][零〇○ＯO九][零〇○ＯO一二三四五六七八九]{2})"
DATE = re.compile(
    f"{YEAR}年(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})月(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})日"
)
ISSUER = re.compile(
    f"[{HAN} \u3000、·（）]*(?:政府|办公厅|办公室|国务院|委员会|委|部|局|厅|总署|署|总行|银行"
    "|法院|检察院|人大常委会|协会|总会|集团|领导小组"
    "|指挥部|中心)(?:[ \u3000]*[（(](?:盖章|章|代章)[）)])?"
)
SALUTATION = re.compile(
    f"[{HAN}、，,（）() \u3000“”·]*(?:代表|同志们?|委员|主席|政府|部门|机构|单位|企业"
    "|学校|院校|高校|煤矿|公司|局|委|厅|办"
    "|部|院|行)[：:]"
)
COPIES = re.compile("(?:抄送|抄报|主送|分送|发送|主题词)[ \u3000]*[：:]")
PRINTED = re.compile(f"[{HAN} \u3000]{{0,40}}{YEAR}年.{{1,4}}月.{{1,4}}日[ \u3000]*印发")
PUBLIC = re.compile("[（(](?:此件|本文有删减|此文件?).{0,14}[）)]")
