"""Files that people send: read to the end, kept only up to the limit, so that the rest of a form arrives."""

import re
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

ATTRIBUTE = "fields_too_large"


class LimitedUpload(FileUploadHandler):
    """Lets go of a file past the limit of its page and notes the name of its field."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0
        leads = self.request and re.fullmatch(settings.LEADS_DOORS, self.request.path_info)
        self.limit = settings.LEADS_LIMIT_BYTES if leads else settings.PHOTO_LIMIT_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > self.limit:
            if self.request is not None:
                noted = {*getattr(self.request, ATTRIBUTE, ()), self.field_name}
                setattr(self.request, ATTRIBUTE, noted)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handler that keeps it."""


def too_large(request: HttpRequest) -> frozenset[str]:
    """The names of the fields whose file was let go; meant once the form was read."""
    return frozenset(getattr(request, ATTRIBUTE, ()))
