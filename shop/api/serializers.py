from rest_framework import serializers

from recommendations.contract import Thread
from recommendations.pairing import Drawn
from shop.blog.models import Article, ArticleExercise
from shop.catalogue.models import Product, Variant


class SizeSerializer(serializers.ModelSerializer[Variant]):
    """Money in öre, VAT included; the unit price per litre or kilogram. A reduced price says what
    it may be compared with, the lowest of the 30 days before; else `prior_price` is null."""

    prior_price = serializers.IntegerField(allow_null=True, read_only=True)

    class Meta:
        model = Variant
        fields = [
            "sku",
            "size",
            "quantity",
            "unit",
            "price",
            "unit_price",
            "prior_price",
            "reduction_percent",
            "in_stock",
        ]


class ProductSerializer(serializers.ModelSerializer[Product]):
    name = serializers.CharField()
    function = serializers.CharField()
    category = serializers.SlugRelatedField(slug_field="slug", read_only=True)  # type: ignore[var-annotated]
    sizes = SizeSerializer(many=True)
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Product
        fields = ["slug", "brand", "name", "function", "kind", "category", "sizes", "url"]


class ProductDetailSerializer(ProductSerializer):
    description = serializers.CharField()
    precautions = serializers.CharField()
    how_to_use = serializers.ListField(source="steps_of_use", child=serializers.CharField())

    class Meta(ProductSerializer.Meta):
        fields = [
            *ProductSerializer.Meta.fields,
            "description",
            "ingredients",
            "how_to_use",
            "precautions",
            "pao_months",
            "rinse_type",
        ]


class MoveSerializer(serializers.ModelSerializer[ArticleExercise]):
    exercise = serializers.SlugRelatedField(slug_field="slug", read_only=True)  # type: ignore[var-annotated]
    name = serializers.CharField(source="exercise.name")

    class Meta:
        model = ArticleExercise
        fields = ["exercise", "name", "seconds", "in_routine"]


class ArticleSerializer(serializers.ModelSerializer[Article]):
    author = serializers.CharField(source="author.name")
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Article
        fields = [
            "slug",
            "story",
            "language",
            "title",
            "deck",
            "topic",
            "author",
            "published",
            "updated",
            "url",
        ]


class ArticleDetailSerializer(ArticleSerializer):
    moves = MoveSerializer(many=True)

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "body", "moves"]


class ThreadSerializer(serializers.Serializer[Thread]):
    did = serializers.CharField()
    want = serializers.CharField()
    so = serializers.CharField()


class PickSerializer(serializers.Serializer[Drawn]):
    order_of_use = serializers.IntegerField()
    step = serializers.CharField()
    reason = serializers.CharField()
    thread = ThreadSerializer()
    product = ProductSerializer(source="item")
