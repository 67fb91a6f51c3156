"""``pair --articles A.jsonl --products P.json --out predictions.json``: files in, files out."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from recommendations.contract import Content, Pick, Product, Ref
from recommendations.engine import recommend
from recommendations.management.files import read_objects, write_text
from recommendations.management.own_knowledge import WithKnowledge
from recommendations.shelf import Shelf

SHOWN = 3


class Command(WithKnowledge):
    help = "Ranks products for articles, both from files. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--articles", type=Path, required=True)
        parser.add_argument("--products", type=Path, required=True)
        parser.add_argument("--out", type=Path, help="where to write; otherwise to the output")
        parser.add_argument(
            "--explain",
            action="store_true",
            help="also write step, score and reasons, beside --out as NAME.explain.json",
        )
        parser.add_argument("--json", action="store_true", help="JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        contents = [
            article(entry)
            for entry in read_objects(
                options["articles"], key="articles", required=("id", "lang", "title", "excerpt")
            )
        ]
        products = [
            product(entry)
            for entry in read_objects(options["products"], key="products", required=("id", "name"))
        ]
        shelf = Shelf(products)
        ranked: dict[str, list[Pick]] = {}
        for number, content in enumerate(contents, start=1):
            ranked[content.ref.key] = recommend(content, shelf, limit=SHOWN)
            self.tell_progress(number, len(contents))
        predictions = {key: [pick.product.key for pick in picks] for key, picks in ranked.items()}
        explained = {key: [explain(pick) for pick in picks] for key, picks in ranked.items()}
        out: Path | None = options["out"]
        if out:
            write_text(out, dump(predictions))
            if options["explain"]:
                write_text(out.with_name(f"{out.stem}.explain.json"), dump(explained))
        if options["json"]:
            self.stdout.write(dump(explained if options["explain"] and not out else predictions))
        elif not out:
            self.write_table(contents, ranked, explain_too=options["explain"])

    def tell_progress(self, done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            self.stderr.write(f"{done} of {total} articles")

    def write_table(
        self, contents: list[Content], ranked: dict[str, list[Pick]], *, explain_too: bool
    ) -> None:
        for content in contents:
            picks = ranked[content.ref.key]
            names = ", ".join(f"{pick.product.key} ({pick.score:.2f})" for pick in picks)
            self.stdout.write(f"{content.ref.key}  {names or '-'}  {content.title}")
            for pick in picks if explain_too else ():
                for language, reason in pick.reasons.items():
                    self.stdout.write(f"    {pick.product.key} {language}: {reason.text}")


def article(entry: dict[str, Any]) -> Content:
    return Content(Ref("article", entry["id"]), entry["lang"], entry["title"], entry["excerpt"])


def product(entry: dict[str, Any]) -> Product:
    return Product(
        ref=Ref("product", entry["id"]),
        name=entry["name"],
        brand=str(entry.get("brand") or ""),
        category=str(entry["category"]) if entry.get("category") else None,
        size=str(entry.get("size") or ""),
        ingredients=str(entry.get("ingredients") or ""),
    )


def explain(pick: Pick) -> dict[str, Any]:
    return {
        "product": pick.product.key,
        "step": pick.step.value,
        "order_of_use": pick.order_of_use,
        "score": pick.score,
        "moment": pick.evidence.moment,
        "exercise": pick.evidence.exercise,
        "need": pick.evidence.need,
        "ingredient": pick.evidence.ingredient,
        "place": pick.evidence.place,
        "reasons": {language: reason.text for language, reason in pick.reasons.items()},
    }


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
