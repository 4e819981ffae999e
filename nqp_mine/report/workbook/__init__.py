"""tables.xlsx: the tables T1 to T7 of a paper, a sheet each, and a sheet that explains them."""
