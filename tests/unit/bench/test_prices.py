"""Units as AWS bills them, and what they cost."""

import pytest
from prices import PRICES, commit_overhead, cost, index_units, item_size, read_units, write_units

PLAIN = {
    "per_million": {"dynamodb_write_unit": 2.0, "s3_put": 5.0, "lambda_request": 1.0}
    | dict.fromkeys(("sqs_fifo", "sqs_standard", "eventbridge_event"), 4.0),
    "lambda_gb_second": 0.5,
    "assumptions": {
        "sqs_requests_per_message": 3,
        "functions": {"a": {"memory_mb": 1024, "seconds": 2}, "b": {"memory_mb": 512, "seconds": 4}},
    },
}


@pytest.mark.parametrize(
    ("size", "writes", "reads"), [(0, 1, 1), (1024, 1, 1), (1025, 2, 1), (4096, 4, 1), (4097, 5, 2)]
)
def test_units_are_counted_by_the_kilobyte_begun(size, writes, reads):
    assert (write_units(size), read_units(size)) == (writes, reads)


@pytest.mark.parametrize(
    ("before", "after", "units"), [(None, None, 0), ("a", "a", 0), (None, "a", 1), ("a", None, 1), ("a", "b", 2)]
)
def test_the_index_is_written_where_its_key_changes(before, after, units):
    assert index_units(before, after) == units


def test_an_item_weighs_its_names_and_values():
    assert item_size(
        {"pk": {"S": "ab"}, "é": {"S": "é"}, "n": {"N": "12345"}, "b": {"B": b"123"}, "t": {"BOOL": True}}
    ) == (4 + 4 + (1 + 4) + (1 + 3) + (1 + 1))
    assert item_size({}) == 0


def test_cost_is_units_times_price():
    assert cost({"dynamodb_write_unit": 1_000_000, "s3_put": 200_000}, PLAIN) == pytest.approx(3.0)
    assert cost({}, PLAIN) == 0
    with pytest.raises(KeyError):
        cost({"unheard_of": 1}, PLAIN)


def test_a_commit_costs_its_functions_and_messages():
    overhead = commit_overhead(PLAIN)
    assert overhead["functions"] == pytest.approx((2 + 2) * 0.5 + 2e-6)
    assert overhead["queues and events"] == pytest.approx((3 + 3 + 1) * 4e-6)


def test_the_price_table_says_what_it_is_and_where_it_is_from():
    assert PRICES["region"] == "eu-west-1"
    assert {"as_of", "source", "currency"} <= PRICES.keys()
    assert all(price > 0 for price in PRICES["per_million"].values())
    assert all(overhead > 0 for overhead in commit_overhead().values())
