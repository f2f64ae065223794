from __future__ import annotations

import pytest

from channels_inbox.models import Channel
from tests.mail import make_channel


@pytest.fixture
def support(db: None) -> Channel:
    return make_channel()
