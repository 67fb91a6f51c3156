from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import Event
from .read_report import MOST_BYTES, ReportRefused, read_report


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Takes what pages send with ``navigator.sendBeacon``, as JSON of any content type.

    It reads no cookie. Whether other sites may report is for the host to decide.
    """
    try:
        Event.objects.record(read_report(request.read(MOST_BYTES + 1)))
    except ReportRefused as refused:
        return HttpResponseBadRequest(str(refused), content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
