"""Figures of money and of what is sold. A refund is negative, an expense positive."""

from __future__ import annotations

import narwhals as nw

from impact.indicators.declaration import CountDistinct, Difference, Indicator, Mean, Ratio, Sum
from impact.indicators.people import people_accompanied

CENTS = 2
THOUSANDTHS = 3
sold = nw.col("kind") == nw.lit("sale")
sold_or_refunded = nw.col("kind").is_in(["sale", "refund"])

revenue = Indicator(
    "revenue",
    unit="currency",
    table="sales",
    measure=Sum(nw.col("amount"), CENTS),
    where=sold_or_refunded,
    field="amount",
    code="IRIS+ PI3180",
    match="close",
)
expenses = Indicator(
    "expenses",
    unit="currency",
    table="sales",
    measure=Sum(nw.col("amount"), CENTS),
    where=nw.col("kind") == nw.lit("expense"),
    field="amount",
)
net_result = Indicator("net_result", unit="currency", table="sales", measure=Difference(revenue, expenses))
units_sold = Indicator(
    "units_sold",
    unit="units",
    table="sales",
    measure=Sum(nw.col("quantity"), THOUSANDTHS),
    where=sold_or_refunded,
    field="quantity",
    code="IRIS+ PI1263",
    match="exact",
)
average_sale = Indicator(
    "average_sale", unit="currency", table="sales", measure=Mean("amount"), where=sold, field="amount"
)
brands = Indicator("brands", unit="brands", table="sales", measure=CountDistinct("brand"), where=sold, field="brand")
revenue_per_person = Indicator(
    "revenue_per_person", unit="currency", table="sales", measure=Ratio(revenue, people_accompanied)
)

SALES = (revenue, expenses, net_result, units_sold, average_sale, brands, revenue_per_person)
