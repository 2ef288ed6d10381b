import numpy as np
import pandas as pd
import pytest

from ui.records import record, records

TABLE = pd.DataFrame({"name": ["a", "b", "b"], "size": [1.5, np.nan, 2.0], "count": [1, 2, 3]})


def test_rows_are_those_of_pandas() -> None:
    assert str(records(TABLE)) == str(TABLE.to_dict("records"))
    assert records(TABLE.iloc[:0]) == []


def test_first_row_with_a_value() -> None:
    assert str(record(TABLE, "name", "b")) == str(records(TABLE)[1])
    with pytest.raises(ValueError, match="not in list"):
        record(TABLE, "name", "c")
