"""Which words say when, how they follow each other, and what introduces them.

Patterns expect simplified text (``domain.eta.promise.simplify``); a space in one stands for any
white space.
"""

import re

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONE_OF = {  # what people write; "CET" means the clock in Berlin, in summer too
    word: zone
    for zone, words in {
        "Europe/Berlin": "cet cest",
        "Europe/London": "bst",
        "Europe/Lisbon": "wet west",
        "Europe/Helsinki": "eet eest",
        "America/New_York": "et est edt",
        "America/Chicago": "ct cst cdt",
        "America/Denver": "mt mst mdt",
        "America/Los_Angeles": "pt pst pdt",
        "Asia/Kolkata": "ist",
        "Asia/Tokyo": "jst",
        "Australia/Sydney": "aest aedt",
        "UTC": "utc gmt z",
    }.items()
    for word in words.split()
}
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = (
    "(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?)"
)
_NUMBER = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"
_UNIT = (
    r"(?:m(?:ins?|inutes?)?|h(?:rs?|ours?)?|(?:(?:working|business) )?d(?:ays?)?|w(?:ks?|eeks?)?)"
)
_NTH = "(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)"
_CLOCK = r"(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?:\s*[ap]m)?|(?:1[0-2]|0?[1-9])\s*[ap]m)"
_ZONE = rf"(?:(?:utc|gmt)[+-][0-9]{{1,2}}|{'|'.join(ZONE_OF)})"

_ITEMS = {  # the more specific first
    "span": (
        rf"(?:(?:[0-9]{{1,3}}\s*(?:-|to|or)\s*)?[0-9]{{1,3}}(?:\.5)?\s*|{_NUMBER} "
        rf"|half (?:an? )?|a couple (?:of )?|an? |the (?=hour|day|week)){_UNIT}"
    ),
    "date": (
        r"20[0-9]{2}-[01][0-9]-[0-3][0-9]|[0-3]?[0-9]\.[01]?[0-9]\.20[0-9]{2}"
        rf"|(?:{_NTH}|[0-3]?[0-9]) (?:of )?{_MONTH}(?:,? 20[0-9]{{2}})?"
        rf"|{_MONTH} (?:the )?(?:{_NTH}|[0-3]?[0-9](?![:0-9]))(?:,? 20[0-9]{{2}})?"
    ),
    "nth": rf"(?:the )?{_NTH}(?=\s*(?:$|[.,;!)\n]))",
    "clock": rf"(?:[0-9:]{{1,5}}\s*-\s*)?(?:{_CLOCK}|noon|midday|midnight)(?:\s*\(?{_ZONE}\b\)?)?",
    "week": "(?:this|next) week|(?:the )?end of (?:the |this |next )?week|eow",
    "month": "(?:the )?end of (?:the |this |next )?month",
    "end": (
        "eod|eob|cob|close of business|(?:the )?end of (?:the |my |our )?(?:(?:business|working) )?"
        "day|end of(?= (?:today|tomorrow|mon|tue|wed|thu|fri|sat|sun))"
    ),
    "weekday": rf"(?:(?:this|next|coming) )?{_WEEKDAY}",
    "day": "(?:later )?today|tonight|tomorrow|tmrw",
    "part": "(?:this )?(?:morning|afternoon|evening)",
}
_ITEM = "|".join(rf"(?P<{kind}>{pattern})" for kind, pattern in _ITEMS.items())
_ANY_ITEM = f"(?:{'|'.join(_ITEMS.values())})"
_JOINT = r"(?:\s*[,@]\s*| )(?:(?:on|at|by|before|around|about|of|in the|the) )?\(?"
_NOT_YET = "(?:was|were|not|no|unknown|slipped|missed|after|until|till|since|from)"
_CUES = {
    "eta": rf"\beta(?:[\s:=~>-]+(?!{_NOT_YET}\b)[a-z']+){{0,6}}?[\s:=~>(-]+",
    "by": r"\b(?:by|before|(?:no|not) later than)(?: (?:about|around|the latest))? ",
    "within": r"\b(?:in|within)(?: (?:about|around|roughly|approx|max|under|the next))? ~?",
    "at": r"\b(?:on|at|for|around)(?: (?:about|around))? ~?",
}
_CUE = "|".join(rf"(?P<{kind}>{pattern})" for kind, pattern in _CUES.items())
_END = r"(?![\w'/])(?!-[a-z]|:[0-9])"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", r"\s+"), re.ASCII)


ITEM = _compile(rf"(?<![\w.:/#-])(?:{_ITEM}){_END}")
PHRASE = _compile(
    rf"(?:{_CUE})?(?<![\w.:/#-]){_ANY_ITEM}(?:{_END}{_JOINT}{_ANY_ITEM}){{0,3}}{_END}"
)
# A cheap look at the raw message, in lower case and after a blank: without one of these words
# nothing is promised. One branch for each first character, which the engine tells apart quickly.
_SOME = rf"\s+(?:[0-9~]|(?:about|around|roughly|an?|half|max|the\s+next|{_NUMBER})\s)"
_DATE = r"\s+(?:the\s+)?(?:[0-9]|jan|feb|ma[ry]|apr|ju[nl]|aug|sep|oct|nov|dec)"
MAY_PROMISE = re.compile(
    r"[^a-z0-9](?:e(?:ta|od|ob|ow|vening|nd\s+of)\b|c(?:ob\b|lose\s+of)|a(?:t\s+[0-9]|fternoon)"
    r"|t(?:o(?:day|night|morrow)\b|mrw|his\s+week|ue(?:sday|s)?\b|hu(?:rsday|rs?)?\b"
    rf"|han{_DATE})|n(?:ext\s+week|oon\b)|m(?:on(?:day)?\b|orning|idday|idnight)|f(?:ri(?:day)?\b)"
    rf"|w(?:ed(?:nesday)?\b|ithin\s)|s(?:at(?:urday)?\b|un(?:day)?\b)|i(?:n{_SOME})"
    rf"|b(?:y{_DATE}|efore{_DATE})|o(?:n{_DATE})"
    r"|[0-9](?:[0-9]?(?::[0-9]{2}|\s?[ap]m|st|nd|rd|th)\b|[0-9]{3}-))",
    re.ASCII,
)
