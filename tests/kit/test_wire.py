"""What crosses HTTP: requests are strict, answers are forgiving, times are RFC 3339 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from kit import wire

WHEN = st.datetimes(
    min_value=datetime(1000, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(9000, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(WHEN)
def test_a_time_goes_out_in_utc_and_comes_back(moment: datetime) -> None:
    """To the millisecond, whatever its offset was."""
    sent = wire.Shown(event_id=1, shown_at=moment).model_dump_json()
    assert sent.endswith('Z"}')
    back = wire.Shown.model_validate_json(sent).shown_at
    assert back.tzinfo is UTC or back.utcoffset() == timedelta(0)
    assert timedelta(0) <= moment - back < timedelta(milliseconds=1)


@given(st.text(max_size=20))
def test_a_code_never_holds_what_a_path_or_a_printer_would_trip_over(text: str) -> None:
    """Letters, digits, - and _ only, of ASCII."""
    try:
        wire.TakeTicket(service=text)
    except ValidationError:
        return
    assert text
    assert text.isascii()
    assert text.replace("-", "").replace("_", "").isalnum() or set(text) <= {"-", "_"}


@given(st.text(max_size=20))
def test_short_texts_hold_no_control_characters(text: str) -> None:
    """C0, DEL and C1."""
    has_one = any(ord(each) < 0x20 or 0x7F <= ord(each) < 0xA0 for each in text)
    try:
        wire.Printed(result="failed", reason=text)
    except ValidationError:
        assert has_one or any(0xD800 <= ord(each) < 0xE000 for each in text)
    else:
        assert not has_one


def kinds_of(base: type[BaseModel]) -> list[type[BaseModel]]:
    """Every model below this one."""
    return [each for each in vars(wire).values() if isinstance(each, type) and issubclass(each, base)]


@pytest.mark.parametrize("model", kinds_of(wire.Asked))
def test_every_request_refuses_unknown_fields(model: type[BaseModel]) -> None:
    """A misspelt field must not be lost without a word."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate({"misspelt": 1})
    assert "misspelt" in {each["loc"][0] for each in caught.value.errors()}


@pytest.mark.parametrize("model", kinds_of(wire.Told))
def test_every_answer_ignores_unknown_fields_and_stays_as_it_is(model: type[BaseModel]) -> None:
    """An older screen reads a newer server; nobody changes what was told."""
    assert model.model_config["extra"] == "ignore"
    assert model.model_config["frozen"] is True
