"""The readers in their order, each seeing only what those before it left."""

from collections.abc import Callable

from .asked import read_asked_rest, read_asked_text
from .chatter import skip_chatter
from .corrections import read_corrections
from .counts import ask_which, read_counts
from .intents import read_intents, settle_yes_and_no
from .lasting import read_lasting
from .links import read_emails, read_urls
from .meaning import Setting, Understood
from .meant import read_meant, read_replacing
from .money import read_currency
from .named import read_named
from .people import read_names, read_organizations, read_roles
from .reading import Reading
from .sales import read_sales_window
from .sponsors import read_sponsors
from .ticketing import read_payment, read_tiers
from .titles import read_called, read_quoted, read_types
from .when import read_dates, read_times
from .where import read_addresses, read_cities, read_listed_venue, read_modes, read_venues
from .zoned import read_zones

# The order is the grammar: what is surest first, what takes bare words last.
READERS: tuple[Callable[[Reading], None], ...] = (
    read_payment,
    read_intents,
    skip_chatter,
    read_emails,
    read_urls,
    read_corrections,
    read_called,
    read_asked_text,
    read_sponsors,
    read_quoted,
    read_names,
    read_named,
    read_sales_window,
    read_tiers,
    read_roles,
    read_organizations,
    read_addresses,
    read_dates,
    read_times,
    read_lasting,
    read_zones,
    read_types,
    read_modes,
    read_venues,
    read_cities,
    read_listed_venue,
    read_counts,
    read_currency,
    read_asked_rest,
    read_meant,
    read_replacing,
    ask_which,
    settle_yes_and_no,
)


def understand(text: str, setting: Setting) -> Understood:
    """What a message tells and wants. Never raises; the same text and setting give the same result."""
    return _read(text, setting).understood()


def _read(text: str, setting: Setting) -> Reading:
    reading = Reading.of(text, setting, _read)
    for read in READERS:
        read(reading)
    return reading
