"""Public holidays of a country, or of a part of it, as plain dates."""

from collections.abc import Iterable
from datetime import date


def public_holidays(
    country: str, years: Iterable[int], subdivision: str | None = None
) -> tuple[date, ...]:
    """List the public holidays of some calendar years, in order.

    Args:
        country: ISO 3166 code, such as DE.
        years: Calendar years.
        subdivision: ISO 3166-2 code within the country, such as BE for Berlin; without it only
            what the whole country observes.

    Raises:
        ValueError: The country or the subdivision is not known.
    """
    import holidays  # noqa: PLC0415  most runs need no country

    known = holidays.list_supported_countries()
    if country not in known:
        raise ValueError(
            f"{country!r} is no country whose holidays are known; write its ISO code, such as DE"
        )
    if subdivision is not None and subdivision not in known[country]:
        codes = ", ".join(known[country]) or "none"
        raise ValueError(f"{subdivision!r} is no subdivision of {country}; it has: {codes}")
    return tuple(sorted(holidays.country_holidays(country, subdiv=subdivision, years=years)))
