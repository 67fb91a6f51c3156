import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.text import capfirst, slugify
from django.utils.translation import override

from shop.catalogue.change_price import change_price, log_prices
from shop.catalogue.models import Category, Product, Variant
from shop.catalogue.publish_product import publish_product

from .add_pictures import add_picture, pictures_of
from .defaults import Defaults
from .read_file import Export, Group
from .read_kind import category_for
from .read_product import ReadProduct, ReadSize, Refused, read_product
from .report import Finding, Outcome, Report

SOURCE = "shopify"


def import_products(
    *,
    export: Export,
    file: str,
    rate: Decimal = Decimal(1),
    language: str = "en",
    dry_run: bool = False,
    defaults: Defaults | None = None,
    pictures: Path | None = None,
) -> Report:
    """Store the products of an export, each in its own transaction: whole or not at all.

    A product that is already there is changed only where the export has changed since the last
    import, so that a second run changes nothing and the merchant's own changes stay. `defaults`
    fill what is empty then, and `pictures` is a folder with the files of its pictures.
    """
    report = Report(file, settings.CURRENCY, f"{rate.normalize():f}", dry_run)
    job = _Import(export, rate, language, report, defaults or Defaults(), pictures)
    with override("en"):
        if dry_run:
            with transaction.atomic():
                job.run()
                transaction.set_rollback(True)
        else:
            job.run()
    return report


@dataclass
class _Import:
    export: Export
    rate: Decimal
    language: str
    report: Report
    defaults: Defaults
    pictures: Path | None
    categories: dict[str, Category] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Stands in the log of prices."""
        return f"Import of {self.report.file}"

    def run(self) -> None:
        here = Product.objects.filter(source=SOURCE).defer("source_body").with_parts()
        self.known = {product.source_key: product for product in here}
        self.slugs = set(Product.objects.values_list("slug", flat=True))
        owners = Variant.objects.values_list("sku", "product__source", "product__source_key")
        self.owners = {sku: (source, key) for sku, source, key in owners}
        self.say_what_the_file_lacks()
        for group in self.export.groups:
            self.take(group)

    def take(self, group: Group) -> None:
        try:
            read = read_product(
                group=group, export=self.export, rate=self.rate, language=self.language
            )
            self.refuse_sold_elsewhere(group, read)
            # Made outside the product's transaction: it may serve others when this one fails.
            self.category(read.values["category"])
            with transaction.atomic():
                product, outcome, reasons = self.store(read, group)
        except Refused as refused:
            self.refuse(group, refused.findings)
            return
        except ValidationError as error:
            findings = [
                Finding("refused", sentence, (group.first.line,), "", group.handle)
                for sentence in sentences(error)
            ]
            self.refuse(group, findings)
            return
        except DatabaseError as error:
            finding = Finding(
                "refused",
                f"The database refuses it: {error}",
                (group.first.line,),
                "",
                group.handle,
            )
            self.refuse(group, [finding])
            return
        self.owners |= {size.sku: (SOURCE, read.handle) for size in read.sizes}
        self.slugs.add(product.slug)
        self.report.outcomes[group.handle] = outcome
        self.report.findings += read.findings
        if product.is_published:
            self.report.published += 1
        else:
            why = reasons or ["Taken off sale in this shop."]
            self.report.drafts[group.handle] = why
            self.report.findings.append(
                Finding("draft", " ".join(why), (read.line,), "", group.handle)
            )

    def refuse(self, group: Group, findings: list[Finding]) -> None:
        self.report.outcomes[group.handle] = "refused"
        self.report.findings += findings

    def refuse_sold_elsewhere(self, group: Group, read: ReadProduct) -> None:
        """An article number belongs to one size of one product."""
        wrong = []
        seen: set[str] = set()
        for size, row in zip(read.sizes, group.sizes, strict=True):
            owner = self.owners.get(size.sku, (SOURCE, read.handle))
            if size.sku in seen:
                wrong.append((row.line, size.sku, "stands twice in this product"))
            elif owner != (SOURCE, read.handle):
                whose = f'"{owner[1]}"' if owner[1] else "a product of this shop"
                wrong.append((row.line, size.sku, f"already belongs to {whose}"))
            seen.add(size.sku)
        if wrong:
            heading = self.export.heading("sku")
            raise Refused(
                [
                    Finding(
                        "refused",
                        f'The article number "{sku}" {why}; expected one of its own.',
                        (line,),
                        heading,
                        read.handle,
                    )
                    for line, sku, why in wrong
                ]
            )

    def store(self, read: ReadProduct, group: Group) -> tuple[Product, Outcome, list[str]]:
        """The product, what was done, and what stands against selling it."""
        product = self.known.get(read.handle)
        if product is None:
            return self.create(read, group)
        outcome: Outcome = "updated" if self.update(product, read, group) else "unchanged"
        against = [] if product.is_published else product.reasons_not_to_publish()
        return product, outcome, [*read.hold_back, *against]

    def create(self, read: ReadProduct, group: Group) -> tuple[Product, Outcome, list[str]]:
        product = Product(
            slug=self.free_slug(read),
            source=SOURCE,
            source_key=read.handle,
            source_body=read.body,
            source_values=fingerprints(read),
        )
        self.assign(product, read.values)
        check_fields(product)
        sizes = [self.new_size(product, size) for size in read.sizes]
        product.save(force_insert=True)
        Variant.objects.bulk_create(sizes)
        self.complete(product, group)
        reasons = self.settle_status(product, read)
        return product, "created", reasons

    def update(self, product: Product, read: ReadProduct, group: Group) -> bool:
        """Write what the export says otherwise than the last time, and fill what is empty; False
        where that is nothing."""
        before, now = product.source_values, fingerprints(read)
        now["status"] = before.get("status")
        is_changed = before != now
        if is_changed:
            self.rewrite(product, read, before, now)
        is_filled = self.complete(product, group)
        if not (is_changed or is_filled):
            return False
        if product.status == before.get("status"):
            self.settle_status(product, read)
        # New sizes of a product on sale, and what left the shelf.
        log_prices(product=product, reason=self.reason)
        return True

    def rewrite(
        self, product: Product, read: ReadProduct, before: dict[str, Any], now: dict[str, Any]
    ) -> None:
        changed = {
            name: value for name, value in read.values.items() if before.get(name) != now[name]
        }
        self.assign(product, changed)
        product.source_values = now
        fields = [*changed, "source_values", "updated"]
        if before.get("body") != now["body"]:
            product.source_body = read.body
            fields.append("source_body")
        check_fields(product)
        product.save(update_fields=fields)
        self.update_sizes(product, read, before.get("sizes", {}), now["sizes"])

    def complete(self, product: Product, group: Group) -> bool:
        """Fill what the export leaves empty; True where something was stored."""
        filled = self.defaults.fill(product)
        if filled:
            check_fields(product)
            product.save(update_fields=[*filled, "updated"])
        sizes = [size for size in product.sizes() if self.defaults.fill_size(size, product)]
        Variant.objects.bulk_update(sizes, ["shipping_weight"])
        return bool(filled or sizes) | self.add_pictures(product, group)

    def add_pictures(self, product: Product, group: Group) -> bool:
        """Where it has none yet."""
        if self.pictures is None or product.main_picture():
            return False
        added = 0
        for found in pictures_of(group, self.pictures):
            if problem := found.problem():
                self.report.note(problem, lines=(found.line,), handle=group.handle)
                continue
            add_picture(
                product,
                found,
                language=self.language,
                position=added,
                is_stored=not self.report.dry_run,
            )
            added += 1
        forget(product, "pictures")
        return added > 0

    def update_sizes(
        self, product: Product, read: ReadProduct, before: dict[str, str], now: dict[str, str]
    ) -> None:
        here = {size.sku: size for size in product.sizes()}
        for size in read.sizes:
            stored = here.get(size.sku)
            if stored and before.get(size.sku) != now[size.sku]:
                values = fields_of(size)
                price = values.pop("ordinary_price")
                for name, value in values.items():
                    setattr(stored, name, value)
                stored.clean_fields(exclude=["product"])
                stored.save(update_fields=list(values))
                if price != stored.ordinary_price:
                    change_price(variant=stored, price=price, reason=self.reason)
            elif stored is None and size.sku not in before:
                self.new_size(product, size).save()
        for sku in sorted(set(before) - set(now)):
            message = f'Size "{sku}" is no longer in the file; it stays as it is.'
            self.report.note(message, lines=(read.line,), handle=read.handle)
        forget(product, "variants")

    def new_size(self, product: Product, size: ReadSize) -> Variant:
        variant = Variant(product=product, sku=size.sku, stock=size.stock, **fields_of(size))
        variant.clean_fields(exclude=["product"])
        return variant

    def assign(self, product: Product, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(product, name, self.category(value) if name == "category" else value)

    def settle_status(self, product: Product, read: ReadProduct) -> list[str]:
        """Publish what is active and complete; what no longer is goes back to being a draft.
        Answers why."""
        reasons = [*read.hold_back, *product.reasons_not_to_publish()]
        if not reasons:
            publish_product(product=product, reason=self.reason)
        else:
            product.status = Product.Status.DRAFT
        product.source_values["status"] = product.status
        product.save(update_fields=["status", "source_values"])
        return reasons

    def category(self, slug: str) -> Category:
        if slug not in self.categories:
            self.categories[slug] = category_for(slug)
        return self.categories[slug]

    def free_slug(self, read: ReadProduct) -> str:
        wanted = (slugify(read.handle) or slugify(read.values["name_en"]) or "product")[:90]
        slug, number = wanted, 2
        while slug in self.slugs:
            slug, number = f"{wanted}-{number}", number + 1
        if slug != wanted:
            message = f'The address "{wanted}" is taken; this product gets "{slug}".'
            self.report.note(message, lines=(read.line,), handle=read.handle)
        return slug

    def say_what_the_file_lacks(self) -> None:
        export, report = self.export, self.report
        if self.rate == 1:
            report.note("Prices were read as kronor; the file names no currency (use --rate).")
        if export.encoding == "utf-16":
            report.note("The file is not UTF-8; it was read as UTF-16.")
        if export.encoding == "cp1252":
            report.note("The file is not UTF-8; it was read as Windows-1252.")
        for line in export.without_handle:
            report.findings.append(
                Finding(
                    "refused",
                    "A row without a handle belongs to no product.",
                    (line,),
                    export.heading("handle"),
                )
            )
        if not export.has("stock"):
            report.note(
                'There is no column for stock ("Variant Inventory Qty"), so stock is not counted.'
            )
        rows = [row for group in export.groups for row in group.rows]
        reduced = [row.line for row in rows if row["compare_at"]]
        if reduced:
            report.note(
                "Not used: a prior price may only come from this shop's own price log.",
                lines=tuple(reduced),
                column=export.heading("compare_at"),
            )
        pictures = sum(bool(row["image"]) for row in rows)
        if pictures and self.pictures is None:
            report.note(
                f"{pictures} picture addresses are not fetched; give their files with --pictures, "
                "or add pictures in the admin."
            )


def forget(product: Product, name: str) -> None:
    """What was prefetched is old now."""
    getattr(product, "_prefetched_objects_cache", {}).pop(name, None)


def fields_of(size: ReadSize) -> dict[str, Any]:
    """What was read of a size, by the names of its columns."""
    return {("ordinary_price" if name == "price" else name): v for name, v in size.values.items()}


def check_fields(product: Product) -> None:
    """What does not fit its column is refused; what is missing only keeps it a draft."""
    product.clean_fields(exclude={"category"} if product.brand else {"category", "brand"})


def fingerprints(read: ReadProduct) -> dict[str, Any]:
    """Short marks of what was read, enough to see next time whether it is still the same."""
    return {
        **{name: fingerprint(value) for name, value in read.values.items()},
        "body": fingerprint(read.body),
        "hold_back": fingerprint(read.hold_back),
        "sizes": {size.sku: fingerprint(size.values) for size in read.sizes},
    }


def fingerprint(value: object) -> str:
    return hashlib.blake2b(repr(value).encode(), digest_size=8).hexdigest()


def sentences(error: ValidationError) -> list[str]:
    """Each message with the name of its field before it."""
    if not hasattr(error, "error_dict"):
        return error.messages
    fields = {each.name: str(each.verbose_name) for each in Product._meta.fields} | {
        each.name: str(each.verbose_name) for each in Variant._meta.fields
    }
    return [
        f"{capfirst(fields.get(name, name))}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
