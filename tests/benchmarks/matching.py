"""Measures `impact.people.match_people`: precision, recall, F1, time and memory, with Splink beside it if installed.

Run it from the repository: `python tests/benchmarks/matching.py [--rows 200000] [--seeds 101 102] [--skip-splink]`.
A line is one setting; all are counted over pairs of rows of one person. Thresholds are those of the package, fixed.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))

from households import make_mentions

from impact.people import Matches, match_people

FEBRL = Path(__file__).parents[1] / "files" / "febrl"
Run = TypeVar("Run")
SPLINK_WEIGHTS = np.arange(-4, 31, 1.0)


@dataclass(frozen=True)
class Setting:
    """What is measured: FEBRL `febrl-3` or `febrl-4` or `households`, complete or half blanked, from a seed."""

    source: str
    seed: int
    blanked: bool = False
    rows: int = 0
    strict: bool = False

    def __str__(self) -> str:
        what = f"{self.source} {self.rows:,}" if self.rows else self.source
        return f"{what} {'B−' if self.blanked else 'B'}{', as a phone' if self.strict else ''} (seed {self.seed})"


@dataclass(frozen=True)
class Measured:
    """One run. `found` is the recall that counts the list for review."""

    precision: float
    recall: float
    found: float
    f1: float
    seconds: float
    megabytes: int


def read_setting(setting: Setting) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """The mentions of a setting, and who each one is; `strict`: the number is given as a phone."""
    if setting.source == "households":
        return make_mentions(setting.rows, setting.seed)
    mentions, truth = _read_febrl(["3"] if setting.source == "febrl-3" else ["4a", "4b"])
    mentions = mentions.rename(columns={"person_number": "phone"}) if setting.strict else mentions
    return (_blank(mentions, setting.seed) if setting.blanked else mentions), truth


def _read_febrl(numbers: Iterable[str]) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    typed = pd.concat(
        [pd.read_csv(FEBRL / f"dataset{number}.csv.gz", dtype="str", skipinitialspace=True) for number in numbers]
    )
    typed = typed.rename(columns=str.strip).reset_index(drop=True)
    dates = pd.to_datetime(typed["date_of_birth"], format="%Y%m%d", errors="coerce")
    years = pd.to_numeric(typed["date_of_birth"].str[:4]).where(dates.isna()).astype("Int64")
    mentions = pd.DataFrame(
        {
            "last_name": typed["surname"],
            "first_name": typed["given_name"],
            "birth_date": dates,
            "birth_year": years.where((years > 1900) & (years < 2010)),
            "postcode": typed["postcode"],
            "person_number": typed["soc_sec_id"],
        }
    )
    return mentions, typed["rec_id"].str.extract(r"rec-(\d+)-")[0].astype("int64").to_numpy()


def _blank(mentions: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Half of the phones and a fifth of the births blanked: like an association's files."""
    rng = np.random.default_rng(seed)
    number = "phone" if "phone" in mentions else "person_number"
    no_number, no_birth = rng.random(len(mentions)) < 0.5, rng.random(len(mentions)) < 0.2
    blanked = mentions.assign(**{number: mentions[number].where(~no_number)})
    return blanked.assign(**{name: blanked[name].where(~no_birth) for name in ("birth_date", "birth_year")})


def count_pairs(groups: NDArray[np.int64]) -> int:
    """How many pairs of rows are in one group."""
    sizes = np.unique(groups, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def compare_with_truth(person: NDArray[np.int64], truth: NDArray[np.int64]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs."""
    right = count_pairs(pd.factorize(person * (int(truth.max()) + 1) + truth)[0])
    made, true = count_pairs(person), count_pairs(truth)
    return right / max(made, 1), right / true, 2 * right / (made + true)


def measure_review(matches: Matches, truth: NDArray[np.int64]) -> float:
    """Recall when whoever looks at the list for review decides rightly."""
    right = matches.review[truth[matches.review["left"]] == truth[matches.review["right"]]]
    group = matches.person.copy()
    for left, right_row in right[["left", "right"]].itertuples(index=False):
        group[group == group[right_row]] = group[left]
    return compare_with_truth(group, truth)[1]


def measure_ours(setting: Setting) -> Measured:
    """Runs `match_people` once, here."""
    mentions, truth = read_setting(setting)
    start = time.perf_counter()
    matches = match_people(mentions)
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    precision, recall, f1 = compare_with_truth(matches.person, truth)
    return Measured(precision, recall, measure_review(matches, truth), f1, seconds, megabytes)


def measure_splink(setting: Setting) -> tuple[Measured, Measured]:
    """Runs Splink once: at the threshold with the best F1, and at the best one with precision ≥ 0.999.

    Both are picked with the truth, which nobody has in practice.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    mentions, truth = read_setting(setting)
    start = time.perf_counter()
    predicted = _predict_with_splink(mentions, setting.rows > 20_000)
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    best = [Measured(0, 0, 0, 0, seconds, megabytes)] * 2
    for weight in SPLINK_WEIGHTS:
        kept = predicted[predicted["match_weight"] >= weight]
        edges = (np.ones(len(kept)), (kept["unique_id_l"], kept["unique_id_r"]))
        group = connected_components(coo_matrix(edges, shape=(len(truth),) * 2), directed=False)[1]
        precision, recall, f1 = compare_with_truth(group.astype(np.int64), truth)
        run = Measured(precision, recall, recall, f1, seconds, megabytes)
        best[0] = max(best[0], run, key=lambda one: one.f1)
        if precision >= 0.999:
            best[1] = max(best[1], run, key=lambda one: one.f1)
    return best[0], best[1]


def _predict_with_splink(mentions: pd.DataFrame, large: bool) -> pd.DataFrame:
    import splink.comparison_library as compare
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    logging.disable(logging.WARNING)
    told = mentions.drop(columns="birth_year", errors="ignore").rename(columns={"person_number": "phone"})
    rows = told.assign(unique_id=range(len(mentions)), birth_date=mentions["birth_date"].dt.strftime("%Y-%m-%d"))
    single = [("last_name",), ("first_name",), ("birth_date",), ("postcode",), ("phone",)]
    double = [("last_name", "first_name"), ("birth_date", "first_name"), ("birth_date", "last_name"), ("phone",)]
    double += [("last_name", "postcode"), ("first_name", "postcode")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            compare.NameComparison("last_name").configure(term_frequency_adjustments=True),
            compare.NameComparison("first_name").configure(term_frequency_adjustments=True),
            compare.DateOfBirthComparison("birth_date", input_is_string=True),
            compare.LevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
            compare.LevenshteinAtThresholds("phone", [1, 2]),
        ],
        blocking_rules_to_generate_predictions=[block_on(*names) for names in (double if large else single)],
    )
    linker = Linker(DuckDBAPI().register(rows), settings)
    sure = [block_on("last_name", "first_name", "birth_date"), block_on("phone", "first_name")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("last_name", "first_name"))
    return linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()


def main() -> None:
    """Prints the table, a run a line, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102])
    parser.add_argument("--skip-splink", action="store_true")
    chosen = parser.parse_args()
    febrl = [Setting(f"febrl-{k}", seed, blanked) for k in (3, 4) for blanked in (False, True) for seed in chosen.seeds]
    febrl = [one for one in febrl if one.blanked or one.seed == chosen.seeds[0]]
    strict = [Setting(one.source, one.seed, one.blanked, strict=True) for one in febrl if one.seed == chosen.seeds[0]]
    settings = [*febrl, *strict, *(Setting("households", seed, rows=chosen.rows) for seed in chosen.seeds)]
    with_splink = find_spec("splink") is not None and not chosen.skip_splink
    print("| setting | method | precision | recall | with review | F1 | seconds | MB |")
    print("| --- " * 8 + "|")
    for setting in settings:
        _print(setting, "impact", _alone(measure_ours, setting))
        if with_splink and not setting.strict:
            best, precise = _alone(measure_splink, setting)
            _print(setting, "Splink, best F1 by the truth", best)
            _print(setting, "Splink, precision ≥ 0.999 by the truth", precise)
    if not with_splink:
        print("\nSplink is left out or not installed (`pip install 'impact-ess[bench]'`).")


def _alone(measure: Callable[[Setting], Run], setting: Setting) -> Run:
    """Runs it in a process of its own, so that its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (setting,))


def _print(setting: Setting, method: str, run: Measured) -> None:
    shares = (
        f"{run.precision:.4f} | {run.recall:.4f} | {run.found:.4f} | {run.f1:.4f}" if run.f1 else "never | – | – | –"
    )
    print(f"| {setting} | {method} | {shares} | {run.seconds:.1f} | {run.megabytes} |", flush=True)


if __name__ == "__main__":
    main()
