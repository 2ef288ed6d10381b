import numpy as np
import pandas as pd
import pytest

from ui.text.records import reading, records

TABLE = pd.DataFrame({"quantity": ["1-u", "1-s"], "fitted": [-0.5, np.nan], "verdict": ["a", "b"]})


def test_rows_are_those_of_pandas() -> None:
    assert str(records(TABLE)) == str(TABLE.to_dict("records"))
    assert records(TABLE.iloc[:0]) == []


def test_one_number() -> None:
    assert reading(TABLE, "1-u", "fitted") == -0.5
    assert np.isnan(reading(TABLE, "1-s", "fitted"))
    with pytest.raises(ValueError, match="not in list"):
        reading(TABLE, "loss", "fitted")
