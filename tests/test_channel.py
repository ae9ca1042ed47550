"""The channel: what it costs to write one name for another, and the words for it."""

import json
from importlib.resources import files
from math import inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.channel import Channel, ChannelEdit, Table, load_channel
from normalize.channel_words import describe

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = st.text(LETTERS, max_size=10)
NAMES = [
    "rutte",
    "latour",
    "marco",
    "markham",
    "witkoff",
    "sudzha",
    "jackson",
    "kessler",
    "odonnell",
    "nguyen",
]


def small_channel(**rules: dict[str, float]) -> Channel:
    """A channel of a few rules; every letter costs 0.1 as itself, and 5.0 otherwise."""
    return Channel(Table(5.0, dict.fromkeys(LETTERS, 0.1), rules))


def test_a_name_as_it_is_costs_little():
    channel = load_channel()
    for name in NAMES:
        assert channel.cost(name, name) < 0.5 * len(name)
        assert channel.edits(name, name) == ()


def test_a_rule_replaces_what_it_names():
    channel = small_channel(ff={"v": 1.5})
    assert isclose(channel.cost("koov", "kooff"), 3 * 0.1 + 1.5)
    assert channel.edits("koov", "kooff") == (ChannelEdit("v", "ff", 1.5, at_end=True),)


def test_a_rule_works_in_one_direction():
    channel = small_channel(r={"l": 1.0})
    assert isclose(channel.cost("lano", "rano"), 1.0 + 3 * 0.1)
    assert isclose(channel.cost("rano", "lano"), 5.0 + 3 * 0.1)


def test_the_shipped_table_knows_directions():
    channel = load_channel()
    assert channel.cost("karlo", "carlo") < channel.cost("karlo", "barlo")
    assert not isclose(channel.cost("adel", "adele"), channel.cost("adele", "adel"), abs_tol=0.1)


def test_a_letter_without_a_rule_costs_the_same_changed_added_or_dropped():
    channel = small_channel()
    costs = channel.cost("maxo", "mano"), channel.cost("manxo", "mano"), channel.cost("mno", "mano")
    assert costs == pytest.approx((5.3, 5.4, 5.3))


def test_edges_bind_a_rule_to_the_start_or_the_end():
    channel = small_channel(**{"$": {"e$": 1.0}, "^h": {"^": 0.5}, "^": {"^y": 0.7}})
    assert isclose(channel.cost("mane", "man"), 1.0 + 3 * 0.1)
    assert isclose(channel.cost("eman", "man"), 5.0 + 3 * 0.1)
    assert isclose(channel.cost("ana", "hana"), 0.5 + 3 * 0.1)
    assert isclose(channel.cost("ana", "anah"), 5.0 + 3 * 0.1)
    assert isclose(channel.cost("yana", "ana"), 0.7 + 3 * 0.1)


def test_several_letters_can_be_dropped_by_one_rule():
    assert isclose(small_channel(ugh={"": 2.0}).cost("bro", "brough"), 2.0 + 3 * 0.1)


def test_more_edits_cost_more():
    channel = load_channel()
    costs = [channel.cost(form, "kessler") for form in ("kessler", "kesslar", "kezzlar", "gezzlarp")]
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)


def test_sounds_alike_cost_less_than_others():
    channel = load_channel()
    assert channel.cost("latte", "rutte") < channel.cost("latte", "latour")
    assert channel.cost("witkov", "witkoff") < channel.cost("witkov", "witkamp")
    assert channel.cost("filip", "philip") < channel.cost("gilip", "philip")


def test_over_the_limit_is_infinite():
    channel = load_channel()
    cost = channel.cost("latte", "rutte")
    assert channel.cost("latte", "rutte", limit=cost) == cost
    assert channel.cost("latte", "rutte", limit=cost - 0.01) == inf
    assert channel.cost("latte", "kessler", limit=3.0) == inf


def test_nothing_for_nothing_is_free():
    assert load_channel().cost("", "") == 0.0
    assert load_channel().edits("", "") == ()
    assert load_channel().cost("a", "") > 0.0


def test_letters_dropped_side_by_side_are_one_edit():
    assert small_channel().edits("man", "manxy") == (ChannelEdit("", "xy", 10.0, at_end=True),)


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([], ""),
        ([ChannelEdit("l", "r", 2.0)], "l for r"),
        ([ChannelEdit("l", "r", 2.0), ChannelEdit("a", "u", 3.0)], "l for r and a for u"),
        ([ChannelEdit("v", "ff", 1.5, at_end=True)], "ff written v"),
        ([ChannelEdit("e", "", 3.0, at_end=True)], "final e added"),
        ([ChannelEdit("ve", "v", 3.0, at_end=True)], "final e added"),
        ([ChannelEdit("", "h", 3.0, at_start=True)], "first h dropped"),
        ([ChannelEdit("a", "ha", 3.0, at_start=True)], "first h dropped"),
        ([ChannelEdit("n", "ng", 3.0)], "g dropped"),
        ([ChannelEdit("tt", "t", 3.0)], "t doubled"),
        ([ChannelEdit("t", "tt", 3.0)], "tt written t"),
        ([ChannelEdit(wrong, "x", 1.0) for wrong in "abc"], "a for x, b for x and c for x"),
        (
            [ChannelEdit(wrong, "x", cost) for wrong, cost in zip("abcd", (2.0, 1.0, 4.0, 3.0), strict=True)],
            "a for x, c for x, d for x and more",
        ),
    ],
)
def test_edits_are_told_in_words(edits: list[ChannelEdit], words: str):
    assert describe(edits) == words


def test_a_garble_is_told_from_the_shipped_table():
    channel = load_channel()
    assert describe(channel.edits("latte", "rutte")) == "l for r and a for u"
    assert describe(channel.edits("witkov", "witkoff")) == "ff written v"


def test_the_shipped_table_is_sound():
    table = json.loads(files("normalize").joinpath("data", "channel.json").read_text("utf-8"))
    assert sorted(table["identities"]) == list(LETTERS)
    for right, turned in table["rules"].items():
        for garbled, cost in turned.items():
            assert right != garbled
            assert 0 < cost < 20
            assert ("^" in right, "$" in right) == ("^" in garbled, "$" in garbled)
            assert all(len(side.strip("^$")) <= 3 for side in (right, garbled))


@given(WORDS, WORDS)
def test_costs_are_finite_and_never_negative(garbled: str, right: str):
    assert 0.0 <= load_channel().cost(garbled, right) < inf


@given(WORDS, WORDS)
def test_a_way_adds_up_to_its_cost_and_spells_both_words(garbled: str, right: str):
    channel = load_channel()
    path = channel.path(garbled, right)
    assert isclose(sum(step.cost for step in path), channel.cost(garbled, right), abs_tol=1e-9)
    assert "".join(step.garbled for step in path) == garbled
    assert "".join(step.right for step in path) == right


@given(WORDS, WORDS, st.floats(0, 60))
def test_a_limit_changes_nothing_below_it(garbled: str, right: str, limit: float):
    cost = load_channel().cost(garbled, right)
    assert load_channel().cost(garbled, right, limit) == (cost if cost <= limit else inf)


@given(st.sampled_from(NAMES))
def test_a_name_is_nearest_to_itself(name: str):
    costs = {other: load_channel().cost(name, other) for other in NAMES}
    assert min(costs, key=lambda other: costs[other]) == name


@given(WORDS, WORDS)
def test_same_input_same_cost(garbled: str, right: str):
    channel = load_channel()
    fresh = load_channel.__wrapped__()
    assert fresh.cost(garbled, right) == channel.cost(garbled, right)
    assert fresh.edits(garbled, right) == channel.edits(garbled, right)
