"""What a hosted model's tokens and pictures cost, in US dollars; a model without a known price costs None.

List prices; of tokens for prompts below 200,000 of them, and ours stay far below that. Thoughts count as output.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Price:
    """US dollars per million tokens, which is also millionths of a dollar per token."""

    input: float
    output: float


# By the beginning of the model's name; the longest that fits counts.
PRICES: dict[str, Price] = {
    "gemini-3.1-pro": Price(2.00, 12.00),
    "gemini-3-pro": Price(2.00, 12.00),
    "gemini-3-flash": Price(0.50, 3.00),
    "gemini-2.5-pro": Price(1.25, 10.00),
    "gemini-2.5-flash": Price(0.30, 2.50),
    "gemini-2.5-flash-lite": Price(0.10, 0.40),
    "gemini-2.0-flash": Price(0.10, 0.40),
    "gemini-2.0-flash-lite": Price(0.075, 0.30),
}
# What tokens of unknown price are counted as when a budget is checked, so that it holds for every model.
DEAREST = Price(max(price.input for price in PRICES.values()), max(price.output for price in PRICES.values()))


def price_of(model: str) -> Price | None:
    fitting = [name for name in PRICES if model.startswith(name)]
    return PRICES[max(fitting, key=len)] if fitting else None


def cost_micros(model: str, input_tokens: int, output_tokens: int) -> int | None:
    """Millionths of a US dollar, rounded; None for a model whose price is not known."""
    price = price_of(model)
    return round(input_tokens * price.input + output_tokens * price.output) if price else None


# Per picture, by the beginning of the model's name; counted whatever tokens it is said to have used.
IMAGES: dict[str, float] = {
    "imagen-4.0-fast": 0.02,
    "imagen-4.0-generate": 0.04,
    "imagen-4.0-ultra": 0.06,
    "gemini-2.5-flash-image": 0.039,
    "gemini-3-pro-image": 0.134,
}


def image_cost_micros(model: str, images: int) -> int:
    """Millionths of a US dollar; of a model whose price is not known, as the dearest known one."""
    fitting = [name for name in IMAGES if model.startswith(name)]
    price = IMAGES[max(fitting, key=len)] if fitting else max(IMAGES.values())
    return round(images * price * 1_000_000)
