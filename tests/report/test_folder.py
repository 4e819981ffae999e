from nqp_mine.report.folder import Table


def test_a_table_gives_its_rows_as_they_were():
    rows = [{"id": str(i), "region": "辽宁", "n": ""} for i in range(5)]
    table = Table(rows)
    assert list(table) == rows
    assert len(table) == 5
    assert table[1] == rows[1]
    assert table[-2:] == rows[-2:]
    assert table[0]["region"] is table[4]["region"]  # a cell is held once
    assert list(Table([])) == []
