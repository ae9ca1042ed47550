"""The promises are told in full when one is broken."""

import pytest

pytest.register_assert_rewrite("promises")
