from rest_framework.routers import SimpleRouter

from .views import ArticleViewSet, ProductViewSet

app_name = "api"
router = SimpleRouter()
router.register("products", ProductViewSet, basename="product")
router.register("articles", ArticleViewSet, basename="article")
urlpatterns = router.urls
