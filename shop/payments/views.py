from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .providers import get_provider
from .providers.base import WebhookRefused
from .record_report import ReportRefused, record_report


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's news. 400 with a sentence where it is forged, unreadable or not ours."""
    if provider not in settings.PAYMENT_PROVIDERS:
        raise Http404
    try:
        report = get_provider(provider).read_webhook(request.headers, request.body)
        record_report(provider=provider, report=report)
    except (WebhookRefused, ReportRefused) as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return HttpResponse("noted", content_type="text/plain; charset=utf-8")
