"""Every card is of exactly one kind of work: support, ad hoc, a stream, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.delivery.records import Kind
    from domain.team.digests import Kinds
    from domain.work_item import WorkItem

SUPPORT: Kind = "support"
AD_HOC: Kind = "ad hoc"
UNKNOWN: Kind = "unknown"


def kind_of(item: WorkItem, kinds: Kinds) -> Kind:
    """Tell a card's kind of work: the first of support label, ad hoc label and stream field."""
    labels = {label.casefold() for label in item.labels}
    if not labels.isdisjoint(label.casefold() for label in kinds.support_labels):
        return SUPPORT
    if not labels.isdisjoint(label.casefold() for label in kinds.ad_hoc_labels):
        return AD_HOC
    for stream, options in kinds.streams.items():
        if item.stream in options:
            return stream
    return UNKNOWN


def all_kinds(kinds: Kinds) -> tuple[Kind, ...]:
    """Every kind in the order in which texts name them."""
    return (*kinds.streams, SUPPORT, AD_HOC, UNKNOWN)
