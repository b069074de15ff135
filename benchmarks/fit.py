"""Fits the weights of `ask`: which reading answers best, and how sure it is. Needs numpy and scipy.

Usage: python benchmarks/fit.py QUESTIONS.yaml...

The questions are those of the benchmarks, in whose form the files are. A reading counts as right when it holds the
words of the most important point, and more when it holds others too. The weights of the search make the right
readings of each question as likely as can be (a softmax over all that were found, with a small pull to zero); those of
the certainty tell, on questions that the search was not fitted on, whether the answer holds any point.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from ask import readable, told
from msgspec import structs
from scipy.optimize import minimize

from emspath.answers.ask import search as searching
from emspath.answers.ask.by_facts import _chosen, signs
from emspath.answers.ask.search import Hit
from emspath.answers.ask.understand import Question
from emspath.library import open_catalog

FOLDS = 5
PULL = 0.01


def names(rows: list[dict[str, float]]) -> list[str]:
    return sorted({name for row in rows for name in row})


def main(paths: list[str]) -> None:
    catalog = open_catalog()
    searching.WEIGHTS.update(dict.fromkeys(searching.WEIGHTS, 0.0))
    items: list[tuple[dict[str, Any], Question, list[Hit], float]] = []
    for path in paths:
        questions = yaml.safe_load(Path(path).read_text(encoding="utf-8"))["questions"]
        weight = 1.0 if len(questions) > 200 else 4.0
        for item in questions:
            question = Question(catalog, item["question"])
            items.append((item, question, searching.search(catalog, question), weight))
    columns = list(searching.WEIGHTS)
    tables, rights = [], []
    for item, _, hits, _ in items:
        tables.append(
            np.array([[hit.features.get(name, 0.0) for name in columns] for hit in hits]).reshape(
                len(hits), len(columns)
            )
        )
        rights.append(None if item.get("decline") else np.array([_worth(item, hit) for hit in hits]))
    folds = np.random.RandomState(1).randint(0, FOLDS, len(items))
    rows: list[tuple[int, dict[str, float], str]] = []
    for fold in range(FOLDS):
        weights = _fit_search([i for i in range(len(items)) if folds[i] != fold], tables, rights, items)
        for i in np.flatnonzero(folds == fold):
            item, question, hits, _ = items[i]
            if hits:
                scores = tables[i] @ weights
                ranked = [structs.replace(hits[k], score=float(scores[k])) for k in np.argsort(-scores, kind="stable")]
                rows.append((i, signs(question, ranked), _outcome(item, question, ranked)))
    weights = _fit_search(range(len(items)), tables, rights, items)
    print("WEIGHTS", {name: round(float(w), 2) for name, w in zip(columns, weights, strict=True) if abs(w) >= 0.01})
    kinds = names([row for _, row, _ in rows])
    table = np.array([[row.get(name, 0.0) for name in kinds] for _, row, _ in rows])
    answers = np.array([outcome != "beside" for _, _, outcome in rows], float)
    share = np.array([items[i][3] for i, _, _ in rows])
    sure = _fit_sure(table, answers, share)
    print("SURE", {name: round(float(w), 2) for name, w in zip(kinds, sure, strict=True)})
    certain = np.zeros(len(rows))
    for fold in range(FOLDS):
        out = np.array([folds[i] == fold for i, _, _ in rows])
        certain[out] = 1 / (1 + np.exp(-table[out] @ _fit_sure(table[~out], answers[~out], share[~out])))
    outcomes = np.array([outcome for _, _, outcome in rows])
    for name, chosen in (("many", share == 1), ("few", share > 1)):
        print(
            name,
            chosen.sum(),
            {o: round(float(np.mean(outcomes[chosen] == o)), 3) for o in ("right", "partly", "beside")},
        )
        for least in (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
            said = chosen & (certain >= least)
            print(
                f"  {least}: answered {said.sum() / chosen.sum():.2f}, right {(said & (outcomes == 'right')).sum() / chosen.sum():.3f}, beside {(said & (outcomes == 'beside')).sum() / chosen.sum():.3f}"
            )


def _worth(item: dict[str, Any], hit: Hit) -> float:
    text = readable(hit.entry.says)
    if not told(item["points"][0], text):
        return 0.0
    return 1.0 + 0.5 * sum(told(words, text) for words in item["points"][1:])


def _outcome(item: dict[str, Any], question: Question, ranked: list[Hit]) -> str:
    if item.get("decline"):
        return "beside"
    text = readable(" ".join(hit.entry.says for hit in _chosen(question, ranked)))
    whole = text + " " + readable(" ".join(hit.entry.says for hit in ranked[:9]))
    hits = sum(told(words, whole) for words in item["points"])
    if told(item["points"][0], text) and 2 * hits >= len(item["points"]):
        return "right"
    return "partly" if hits else "beside"


def _fit_search(chosen: Any, tables: list[Any], rights: list[Any], items: list[Any]) -> Any:
    cases = [
        (tables[i], rights[i], items[i][3])
        for i in chosen
        if rights[i] is not None and rights[i].any() and np.mean(rights[i] > 0) < 0.5
    ]
    whole = sum(weight for _, _, weight in cases)

    def loss(w: Any) -> tuple[float, Any]:
        total, slope = 0.0, np.zeros_like(w)
        for table, right, weight in cases:
            scores = table @ w
            odds = np.exp(scores - scores.max())
            good = odds * right / right.max()
            total -= weight * np.log(good.sum() / odds.sum())
            slope -= weight * table.T @ (good / good.sum() - odds / odds.sum())
        return total / whole + PULL * (w @ w) / 2, slope / whole + PULL * w

    return minimize(loss, np.zeros(tables[0].shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x


def _fit_sure(table: Any, answers: Any, share: Any) -> Any:
    def loss(w: Any) -> tuple[float, Any]:
        margin = table @ w
        value = np.sum(share * (np.logaddexp(0, margin) - answers * margin)) / share.sum()
        slope = table.T @ (share * (1 / (1 + np.exp(-margin)) - answers)) / share.sum()
        return value + 0.003 * (w @ w) / 2, slope + 0.003 * w

    return minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


if __name__ == "__main__":
    main(sys.argv[1:])
