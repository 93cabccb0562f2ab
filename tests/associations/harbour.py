"""An English charity in pounds, with a financial year from April: form, till, logs and a budget in pounds and pence."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from associations.files import Cell, Row, Sheet, csv_text, write_text, write_xlsx
from associations.truth import Activity, Contact, Rows, Sale, Truth

SETTINGS = """
[organisation]
name = "Harbour Kitchen & Repair"
language = "en"
currency = "GBP"
fiscal_year_start = "04-01"

[[projects]]
id = "kitchen-22"
name = { en = "Harbour Kitchen", fr = "Cuisine du port" }
sector = "catering"
year = 2022

[[sources]]
path = "**/square*"
sector = "catering"

[[sources]]
path = "**/budget*"
sector = "furniture repair"
"""
FORM, LOG, DIARY = "forms/Sign-up (Responses).csv", "attendance/register.txt", "Diary.xlsx"
TILL, BUDGET = "till/square-items-2022-23.csv", "accounts/Budget tracker.xlsx"
COOK, FIX = "catering", "furniture repair"
SECTOR_OF = {"Harbour Kitchen": COOK, "": FIX}

QUESTIONS: Row = [
    "Timestamp",
    "Email address",
    "What is your first name?",
    "What is your surname?",
    "Which of these best describes your gender?",
    "What is your date of birth? (DD/MM/YYYY)",
    "Country of birth",
    "Which project are you joining?",
    "Which sector do you work in?",
    "Are you already trading?",
    "Are you still active after 6 months?",
    "Outcome of the welcome interview",
    "I agree that my data are kept for two years",
]
# answers, and what they mean; the project's year is 2022 whatever the date, else the financial year of the stamp.
ANSWERS: list[tuple[list[Cell], Contact]] = [
    (["14/04/2022 09:15:02", "ada.obi@mail.example", "Adaeze", "Obi", "Woman", "02/01/1986", "Nigeria",
        "Harbour Kitchen", "",
      "Yes", "Yes", "Supported in the cooperative", "I agree"],
     Contact("ada", COOK, 2022, True, date(2022, 4, 14), "F", 36, "NG", True, None, True)),
    (["20/04/2022 10:05:44", "", "Tomasz", "Wilk", "Man", "12/11/1979", "Poland", "Harbour Kitchen", "", "No", "",
      "Referred to a partner", "I agree"],
     Contact("tomasz", COOK, 2022, False, date(2022, 4, 20), "M", 42, "PL", False)),
    (["03/05/2022 18:40:00", "leila.k@mail.example", "Leila", "Karimi", "Female", "30/06/1991", "Iran",
        "harbour kitchen", "",
      "Yes, informally", "No", "supported", "I agree"],
     Contact("leila", COOK, 2022, True, date(2022, 5, 3), "F", 30, "IR", True, None, False)),
    (["08/05/2022 07:12:31", "", "Sun-hee", "Park", "Prefer not to say", "", "South Korea", "Harbour Kitchen", "", "",
        "",
      "Supported", "I agree"],
     Contact("sunhee", COOK, 2022, True, date(2022, 5, 8), None, None, "KR")),
    (["11/01/2023 12:00:00", "", "Gwen", "O'Neill", "Woman", "09/09/1968", "United Kingdom", "", "Furniture repair",
        "No", "",
      "Supported", "I agree"],
     Contact("gwen", FIX, 2022, True, date(2023, 1, 11), "F", 54, "GB", False)),
    (["30/03/2023 16:20:10", "", "Marc", "Daniel", "Man", "01/02/2000", "United Kingdom", "", "furniture-repair",
        "Yes", "",
      "Training", "I agree"],
     Contact("marc", FIX, 2022, False, date(2023, 3, 30), "M", 23, "GB", True)),
    (["02/04/2023 16:20:10", "", "Daniel", "Marc", "Man", "05/07/1994", "Ireland", "", "FURNITURE REPAIR", "", "Yes",
      "Supported", "I agree"],
     Contact("daniel", FIX, 2023, True, date(2023, 4, 2), "M", 28, "IE", None, None, True)),
    (["17/04/2023 09:01:59", "ada.obi@mail.example", "Ada", "Obi", "Woman", "02/01/1986", "", "", "Furniture repair",
        "", "",
      "Supported", "I agree"],
     Contact("ada", FIX, 2023, True, date(2023, 4, 17), "F", 37, "NG")),
]  # fmt: skip

# session: day, title, type typed and meant, hours, sector typed and meant, financial year, who came, did not, sent word
SESSIONS = [
    ("16/05/2022", "Food hygiene level 2", "Training day", "training", 6.5, "Catering", COOK, 2022,
     ["Adaeze Obi", "Leila Karimi"], ["Sun-hee Park"], []),
    ("23/05/2022", "Costing a menu", "Workshop", "workshop", 2, "catering", COOK, 2022,
     ["Adaeze Obi", "Leila Karimi", "Sun-hee Park"], [], []),
    ("25/01/2023", "Sanding and waxing", "workshop", "workshop", 3, "Furniture Repair", FIX, 2022, ["Gwen O'Neill"],
        [], ["Marc Daniel"]),
    ("19/04/2023", "Upholstery basics", "Workshop", "workshop", 2.5, "furniture repair", FIX, 2023,
     ["Gwen O'Neill", "Daniel Marc", "Adaeze Obi"], [], []),
]  # fmt: skip
DIARY_ROWS: list[tuple[list[Cell], Activity]] = [
    ([datetime(2022, 6, 18), "Quayside street market", "Sales event", "catering", "10:00", "16:00", None],
        Activity("commercial_event", COOK, 2022, 6)),
    (["Friday 9 September 2022", "Board meeting", "Board", None, "6 pm", "7.30 pm", 7], Activity("governance", None,
        2022, 1.5, 7)),
    ([datetime(2022, 12, 16), "Winter lunch", "Social", "Catering", "12:30", "15:00", 24], Activity("social_event",
        COOK, 2022, 2.5, 24)),
    (["3 April 2023", "1:1 – Daniel", "One-to-one", "furniture repair", "09:00", "10:00", 1],
        Activity("individual_interview", FIX, 2023, 1, 1)),
    (["4/4/2023", "1:1 – Ada", "one to one", "furniture repair", "09:00", "10:00", 1], Activity("individual_interview",
        FIX, 2023, 1, 1)),
]  # fmt: skip
# day, item, category, quantity, gross, event type
TILLS = [
    ("2022-06-18", "Jollof box", "Hot food", "2.0", "£17.00", "Payment", 1700, 2),
    ("2022-06-18", "Jollof box", "Hot food", "2.0", "£17.00", "Payment", 1700, 2),
    ("2022-06-18", "Jollof box", "Hot food", "-1.0", "-£8.50", "Refund", -850, -1),
    ("2022-07-02", "Catering, 40 covers", "Events", "1.0", "£1,240.00", "Payment", 124000, 1),
    ("2023-03-31", "Chai", "Drinks", "3.0", "£7.50", "Payment", 750, 3),
    ("2023-04-01", "Chai", "Drinks", "1.0", "£2.50", "Payment", 250, 1),
]


def build(raw: Path) -> Truth:
    """Writes the files below `raw` and says what is in them."""
    truth = Truth(persons=7)
    _write_form(raw, truth)
    _write_log(raw, truth)
    _write_diary(raw, truth)
    _write_till(raw, truth)
    _write_budget(raw, truth)
    return truth


def _write_form(raw: Path, truth: Truth) -> None:
    write_text(raw / FORM, csv_text([QUESTIONS, *(cells for cells, _ in ANSWERS)], ",", quote_all=True), "utf-8")
    truth.contacts += [meant for _, meant in ANSWERS]
    truth.rows[FORM, ""] = Rows(kept=8, not_data=1)


def _write_log(raw: Path, truth: Truth) -> None:
    """One row a presence, saved by Excel as “Unicode text”."""
    rows: list[Row] = [
        ["Session date", "Session", "Type of session", "Length (hrs)", "Sector", "Attendee", "Attended?", "Notes"]
    ]
    for day, title, kind, meant, hours, sector, home, year, came, not_come, excused in SESSIONS:
        for who, said in [
            *((w, "Yes") for w in came),
            *((w, "No") for w in not_come),
            *((w, "Apologies") for w in excused),
        ]:
            rows.append(
                [
                    day,
                    title,
                    kind,
                    hours,
                    sector,
                    who,
                    said,
                    "came late\nand left early" if who.startswith("Gwen") else "",
                ]
            )
        marks = (len(came), len(not_come), len(excused))
        truth.activities.append(Activity(meant, home, year, hours, len(came), marks))
    write_text(raw / LOG, csv_text(rows, "\t"), "utf-16")
    truth.rows[LOG, ""] = Rows(kept=len(rows) - 1, not_data=1)


def _write_diary(raw: Path, truth: Truth) -> None:
    header: Row = ["When", "What", "Kind", "Sector", "From", "To", "No. of people"]
    blank: Row = [None] * 7
    rows: list[Row] = [*[[]] * 3, ["Harbour Kitchen & Repair – diary"], [], header]
    rows += [[*cells] for cells, _ in DIARY_ROWS] + [blank, ["NB: workshops are in the attendance register."]]
    write_xlsx(raw / DIARY, Sheet("Diary", rows, formats={"A": "dd/mm/yyyy"}, phantom=True))
    truth.activities += [meant for _, meant in DIARY_ROWS]
    truth.rows[DIARY, "Diary"] = Rows(kept=5, not_data=3)


def _write_till(raw: Path, truth: Truth) -> None:
    header: Row = ["Date", "Time", "Category", "Item", "Qty", "Gross Sales", "Discounts", "Net Sales", "Tax",
        "Transaction ID", "Event Type", "Customer Name"]  # fmt: skip
    rows = [[day, "11:02:10", category, item, n, gross, "£0.00", gross, "£0.00", f"TX{i:03}", kind, ""]
            for i, (day, item, category, n, gross, kind, _, _) in enumerate(TILLS)]  # fmt: skip
    write_text(raw / TILL, csv_text([header, *rows], ",", quote_all=True), "utf-8")
    for day, *_, kind, cents, quantity in TILLS:
        year = 2023 if day >= "2023-04-01" else 2022
        truth.sales.append(Sale("refund" if kind == "Refund" else "sale", cents, COOK, year, quantity))
    truth.rows[TILL, ""] = Rows(kept=6, not_data=1)


def _write_budget(raw: Path, truth: Truth) -> None:
    rows: list[Row] = [
        ["Furniture repair – money in and out", None, None, None, None],
        [],
        ["Details", "Money in", "Money out", "Date paid", "Paid by"],
        ["Balance brought forward", None, None, None, None],
        ["Restored chair", "£65.00", None, datetime(2023, 2, 4), "Card"],
        ["Varnish", None, "(£18.20)", datetime(2023, 2, 6), "Cash"],
        ["Two stools, Mrs Hall", "£80", "", "18 Feb 2023", "Bank"],
        ["Subtotal", "£145.00", "(£18.20)", None, None],
        ["Restored table", 210.5, None, "05/05/2023", "Bank"],
        ["Saw blades", None, -34.99, "06/05/2023", "Card"],
        ["Refund: chair leg broke", "(£65.00)", None, "07/05/2023", "Bank"],
        ["Total", "£290.50", "(£53.19)", None, None],
    ]
    write_xlsx(raw / BUDGET, Sheet("Tracker", rows, merged=["A1:E1"]))
    truth.sales += [
        Sale("sale", 6500, FIX, 2022), Sale("expense", 1820, FIX, 2022), Sale("sale", 8000, FIX, 2022),
        Sale("sale", 21050, FIX, 2023), Sale("expense", 3499, FIX, 2023), Sale("refund", -6500, FIX, 2023, -1),
    ]  # fmt: skip
    truth.rows[BUDGET, "Tracker"] = Rows(kept=6, not_data=5)


def settings(root: Path) -> None:
    """Writes what the spreadsheets do not say."""
    write_text(root / "impact.toml", SETTINGS, "utf-8")
