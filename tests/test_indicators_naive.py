"""A second opinion on every built-in figure, on random tables: pandas, DuckDB and Dask against plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import product

import naive
import pandas as pd
import pytest
from handmade import complete_rows, tables_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.indicators import CATALOGUE, DIMENSIONS, compute_figures, list_records
from impact.indicators.declaration import CountDistinct, CountRows, Difference, Mean, Ratio, Share, Sum
from impact.model import Tables

Rows = Mapping[str, list[naive.Row]]
ALL_DIMENSIONS = sorted({name for names in DIMENSIONS.values() for name in names})

few = st.sampled_from
place = {"sector": few(["textile", "culinaire", None]), "year": few([2019, 2020, None]), "project": few(["a", None])}
day = few([date(2019, 3, 31), date(2019, 8, 31), date(2019, 9, 1), date(2020, 12, 31), None])
answer = few([True, False, None])
participant = st.fixed_dictionaries(
    {
        **place,
        "person_id": few(["p1", "p2", "p3", "p4"]),
        "first_contact": day,
        "stage": few(["met", "accompanied"]),
        "orientation": few(["partner", "training", None]),
        "gender": few(["F", "M", None]),
        "age": few([17, 18, 25, 26, 56, None]),
        "country": few(["SN", "UA", None]),
        "priority_district": answer,
        "skill_level": few(["beginner", None]),
        "project_type": few(["couture", None]),
        "prior_activity": answer,
        "active_6m": answer,
    }
)
workshop = st.fixed_dictionaries(
    {
        **place,
        "date": day,
        "kind": few([*naive.KINDS.values(), "workshop", "training", "other"]),
        "hours": few([1.5, 3.0, None]),
        "attendees": few([0, 7, None]),
    }
)
presence = st.fixed_dictionaries(
    {
        "workshop_id": few(["w0", "w1", "w2"]),
        "person_id": few(["p1", "p2", None]),
        "status": few(["present", "absent", "excused"]),
    }
)
cents = st.integers(-(10**6), 10**6).map(lambda n: Decimal(n).scaleb(-2))
sale = st.fixed_dictionaries(
    {
        **place,
        "date": day,
        "kind": few(["sale", "refund", "expense"]),
        "amount": cents,
        "quantity": st.integers(-9, 9).map(Decimal),
        **{name: few(["x", "y", None]) for name in ("brand", "range", "channel", "product", "event")},
    }
)
random_rows = st.fixed_dictionaries(
    {
        "participants": st.lists(participant, max_size=16),
        "workshops": st.lists(workshop, max_size=9),
        "attendance": st.lists(presence, max_size=9),
        "sales": st.lists(sale, max_size=16),
    }
)
random_cut = st.lists(few(ALL_DIMENSIONS), max_size=2, unique=True)
SLOW_ENGINES = [HealthCheck.too_slow, HealthCheck.data_too_large]


def second_opinion(rows: Rows, cell: Mapping[str, str]) -> dict[str, naive.Answer]:
    """What plain Python finds in one cell, for the figures that have its dimensions."""
    found: dict[str, naive.Answer] = {}
    people = set(cell) <= set(DIMENSIONS["participants"])
    sales = set(cell) <= set(DIMENSIONS["sales"])
    if people:
        found |= naive.people_figures(rows["participants"], cell)
    if set(cell) <= set(DIMENSIONS["workshops"]):
        found |= naive.activity_figures(rows["workshops"], rows["attendance"], cell)
    if sales:
        found |= naive.sales_figures(rows["sales"], cell)
    if people and sales:
        found["revenue_per_person"] = naive.per_person(found["revenue"], found["people_accompanied"])
    return found


def check_against_second_opinion(rows: Rows, tables: Tables, by: list[str]) -> None:
    frame = compute_figures(tables, list(CATALOGUE.values()), by, fiscal_year_start="09-01").frame
    computed = {
        (row["indicator"], *(row[name] for name in by)): tuple(
            None if pd.isna(row[part]) else row[part] for part in ("value", "numerator", "denominator", "missing")
        )
        for row in frame.to_dict("records")
    }
    assert len(computed) == len(frame)
    cells = {key[1:] for key in computed}
    expected = {
        (name, *cell): answer
        for cell in cells
        for name, answer in second_opinion(rows, dict(zip(by, cell, strict=True))).items()
    }
    assert computed.keys() == expected.keys()
    for key, answer in expected.items():
        told = answer if answer[0] is not None else (*answer[:3], computed[key][3])
        assert computed[key] == pytest.approx(told, abs=1e-9), key
    assert not computed or cells >= margins_of(rows, by)


def margins_of(rows: Rows, by: list[str]) -> set[tuple[str, ...]]:
    """Every cell that a row of activities or sales falls in, and each of its margins."""
    tables = [name for name in ("workshops", "sales") if set(by) <= set(DIMENSIONS[name])]
    places = (tuple(naive.place(row, name) for name in by) for table in tables for row in rows[table])
    return {cell for values in places for cell in product(*((value, "all") for value in values))}


def complete(rows: Rows) -> Rows:
    return {name: complete_rows(name, found) for name, found in rows.items()}


@pytest.mark.slow
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=SLOW_ENGINES)
@given(random_rows, random_cut)
def test_pandas_agrees_with_plain_python(rows, by):
    check_against_second_opinion(complete(rows), tables_of(**rows), by)


@pytest.mark.slow
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=SLOW_ENGINES)
@given(random_rows, random_cut)
def test_duckdb_agrees_with_plain_python(rows, by):
    import duckdb

    connection = duckdb.connect()
    for name, frame in vars(tables_of(**rows)).items():
        connection.register(f"held_{name}", frame)
        connection.execute(f"create table {name} as select * from held_{name}")
    held = Tables(*(connection.table(name) for name in ("participants", "workshops", "attendance", "sales")))
    check_against_second_opinion(complete(rows), held, by)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals")
@pytest.mark.filterwarnings("ignore::UserWarning:dask")
@settings(max_examples=1, deadline=None, derandomize=True, suppress_health_check=SLOW_ENGINES)
@given(random_rows, few([["sector"], ["gender"], ["kind"]]))
def test_dask_agrees_with_plain_python(rows, by):
    import dask
    import dask.dataframe as dd

    with dask.config.set(scheduler="synchronous"):
        held = Tables(*(dd.from_pandas(frame, npartitions=2) for frame in vars(tables_of(**rows)).values()))
        check_against_second_opinion(complete(rows), held, by)


def recount(indicator: str, records: pd.DataFrame) -> float | None:
    """The figure again, from the records that explain it."""
    measure = CATALOGUE[indicator].measure
    above = records[records["role"] != "denominator"]
    below = records[records["role"] != "numerator"]
    match measure:
        case CountDistinct() | CountRows():
            return float(above["counted"].nunique())
        case Sum() | Difference():
            return float(above["value"].sum())
        case Mean("age"):
            return float(above.groupby("counted")["value"].first().sum() / above["counted"].nunique())
        case Share("person_id"):
            return above["counted"].nunique() / below["counted"].nunique()
        case Mean() | Share():
            return float(above["value"].sum()) / len(below)
        case Ratio():
            return float(above["value"].sum()) / below["counted"].nunique()


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=SLOW_ENGINES)
@given(random_rows, few(list(CATALOGUE)), few([{}, {"sector": "textile"}, {"year": 2020, "sector": "all"}]))
def test_records_counted_again_give_the_figure(rows, indicator, cell):
    tables = tables_of(**rows)
    frame = compute_figures(tables, [CATALOGUE[indicator]], list(cell)).frame
    for name, value in cell.items():
        frame = frame[frame[name] == str(value)]
    records = list_records(tables, CATALOGUE[indicator], cell)
    for value in frame["value"].dropna():
        assert recount(indicator, records) == pytest.approx(value, abs=1e-6)
    if isinstance(CATALOGUE[indicator].measure, Share | Mean) and not frame["value"].notna().any():
        assert len(records) == 0


def test_the_second_opinion_can_disagree():
    rows: Rows = {"participants": [{"stage": "met"}], "workshops": [], "attendance": [], "sales": []}
    wrong = tables_of(participants=[{"stage": "accompanied"}])
    with pytest.raises(AssertionError):
        check_against_second_opinion(complete(rows), wrong, [])
