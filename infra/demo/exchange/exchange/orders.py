"""Match orders."""


def match(bids: list[int], asks: list[int]) -> int:
    """Count the orders that find a counterpart."""
    # @spec EX-1
    return sum(bid >= ask for bid, ask in zip(sorted(bids, reverse=True), sorted(asks), strict=False))
