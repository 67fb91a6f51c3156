from django.db.models import QuerySet
from django.utils.translation import get_language
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from recommendations.pairing import pair
from shop.blog.models import Article
from shop.catalogue.models import Product

from .serializers import (
    ArticleDetailSerializer,
    ArticleSerializer,
    PickSerializer,
    ProductDetailSerializer,
    ProductSerializer,
)


class ProductViewSet(ReadOnlyModelViewSet[Product]):
    """What is for sale."""

    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Product]:
        products = Product.objects.published()
        return products.with_parts() if self.action == "retrieve" else products.for_cards()

    def get_serializer_class(self) -> type[BaseSerializer[Product]]:
        return ProductDetailSerializer if self.action == "retrieve" else ProductSerializer


class ArticleViewSet(ReadOnlyModelViewSet[Article]):
    """The journal in the language of the path."""

    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Article]:
        articles = Article.objects.published().in_language(get_language())
        if self.action == "list":
            return articles.for_lists()
        return articles.select_related("author").prefetch_related("moves__exercise")

    def get_serializer_class(self) -> type[BaseSerializer[Article]]:
        return ArticleSerializer if self.action == "list" else ArticleDetailSerializer

    @action(detail=True)
    def pairing(self, request: Request, slug: str = "") -> Response:
        """The picks the article page shows, in the order of use; empty where nothing fits."""
        article = self.get_object()
        picks = pair(article, language=article.language)
        return Response([PickSerializer(pick).data for pick in picks])
