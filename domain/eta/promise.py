"""A phrase about time is a promise only where the words around it make it one.

Someone else's deadline, a question, a wish, something past or an absence is none. Where it is not
clear, nothing was promised: asking for an ETA does less harm than believing in one.
"""

import re
import string

from domain.eta.phrase import PHRASE

_UNSAID = re.compile(  # code, quotations, links, mentions
    r"```.*?(?:```|\Z)|`[^`\n]+`|^[ \t]*(?:>|&gt;).*?$|<[^<>\n]*>|https?://\S+|\"[^\"\n]*\"",
    re.DOTALL | re.MULTILINE,
)
_TAKEN_BACK = re.compile(r"(?<![\w~])~(?=\S)[^~\n]*(?<=\S)~(?![\w~])")
_NO_WORD = re.compile(
    r"(?<!\w)_|_(?!\w)|\*|(?<=-[0-9]{2})t(?=[0-9]{2}:)", re.ASCII
)  # emphasis; ISO
_LOWER = str.maketrans(
    string.ascii_uppercase + "\u2019\u2018\u2013\u2014\u00a0\u201c\u201d",
    string.ascii_lowercase + "''-- \"\"",
)

_CLAUSE_END = re.compile(r"[,;.!?\n(\0]|\b(?:but|and|so|because)\b")
_SENTENCE_END = re.compile(r"[.!?\n](?:\s|$)")
_STOP = re.compile(r"[.!?\n]")
_ASKING = re.compile(
    r"\W*(?:can|could|would|will|do|does|did|is|are|was|when|what|which|why|how|should|any)\b"
)
_PROMISING = re.compile(
    r"'ll\b|\b(?:will|gonna|going to|(?:i|we) can|can (?:do|look|check|review|have|get)|should be"
    r"|(?:aim|plan|hop|target)ing|(?:i|we) (?:aim|plan|hope|expect)|hopefully|let me|be back|on it"
    r"|(?:i'm|we're) (?:look|check|review|work|pick|tak)ing)\b"
    r"|^\W*(?:review|fix|update|answer|reply|look|check|try|can|back|done|ready|probably|aim"
    r"|looking|checking|reviewing|getting|trying|picking|taking)\b"
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|been|took|happened|started|failed|broke|merged|fixed|deployed|shipped"
    r"|released|closed|opened|reported|said|told|sorted|caused|blocked|increased|delayed)\b"
)
_NOT_OURS = re.compile(
    r"\b(?:needs?|needed|wants?|wanted|asked|asking|asks|expects|deadline|due|promised|if|unless"
    r"|whether|please|pls|(?:can|could|would|will|do|if) you|they|he|she|customer|would be|it'd be"
    r"|let me know|let us know|won't|can't|cannot|never|unlikely|without"
    r"|(?:will|can|could|do|did|does)(?: not|n't))\b"
    r"|\b(?:no|any|what|what's|which|their|missed|old|previous|not)\s*$"
    r"|^\W*(?:send|share|ping|remind|tell|provide|make sure|give)\b"
)
_NO_LIMIT = re.compile(r"\b(?:since|from|until|till|last|past|every|each|after|than|not|of)\s*$")
_AWAY = re.compile(
    r"\b(?:ooo|vacation|pto|holidays?|sick|afk|unavailable|on leave|day off)\b"
    r"|\b(?:be|am|i'm|is|are|we're) (?:out|off|away|busy|traveling|travelling)\b"
)
_ABOUT_SOMETHING = re.compile(
    r"\s+(?:ago|meeting|release|build|demo|standup|sync|planning|retro|call|(?:your|their) time)\b"
)
_FILLER = re.compile(  # possessive, or a row of ":on:" would take for ever
    r"(?::[a-z0-9_+-]+:|\W|\b(?:ok|okay|sure|yes|yep|yeah|ack|acknowledged|thanks|thank|you|thx|hi"
    r"|hey|hello|noted|probably|likely|hopefully|maybe|at|the|latest|i|think|guess|i'd|say|asap|or"
    r"|so|earlier|sooner|max|my|time|on|it)\b)*+"
)


def simplify(text: str) -> str:
    """Make a message easy to search, each character staying where it is.

    What its author did not say (code, quotations, links, mentions) turns into NUL, what was
    struck out into blanks; ASCII letters become lower case and punctuation plain.
    """
    plain = _UNSAID.sub(lambda match: "\0" * len(match[0]), text.translate(_LOWER))
    plain = _TAKEN_BACK.sub(lambda match: " " * len(match[0]), plain)
    return _NO_WORD.sub(" ", plain)


def find_promises(simple: str) -> list[re.Match[str]]:
    """Find the phrases that promise, those that say "ETA" first."""
    found = [match for match in PHRASE.finditer(simple) if _is_promise(simple, match)]
    return sorted(found, key=lambda match: match["eta"] is None)


def _is_promise(simple: str, phrase: re.Match[str]) -> bool:
    before, after = _clause_around(simple, phrase)
    if _NOT_OURS.search(before) or _NO_LIMIT.search(before) or _is_question(simple, phrase):
        return False
    if _AWAY.search(f"{before} {after}") or _ABOUT_SOMETHING.match(after):
        return False
    if phrase["eta"]:
        return True
    promising, past = _PROMISING.search(before), _PAST.search(before)
    if past and not (promising and promising.start() < past.start()):
        return False
    if promising or phrase["by"]:
        return True
    said = phrase["within"] or phrase["at"] or not phrase[0][0].isdigit()
    return bool(said and _FILLER.fullmatch(before) and _FILLER.fullmatch(after))


def _clause_around(simple: str, phrase: re.Match[str]) -> tuple[str, str]:
    """The words of the same clause before and after a phrase."""
    start = 0
    for start_of_clause in _CLAUSE_END.finditer(simple, 0, phrase.start()):
        start = start_of_clause.end()
    end = _CLAUSE_END.search(simple, phrase.end())
    return simple[start : phrase.start()], simple[phrase.end() : end.start() if end else None]


def _is_question(simple: str, phrase: re.Match[str]) -> bool:
    """Whether the sentence asks: "by Thursday?", "can you do it by Thursday, please?"."""
    start = 0
    for sentence_end in _SENTENCE_END.finditer(simple, 0, phrase.start()):
        start = sentence_end.end()
    end = _STOP.search(simple, phrase.end())
    if not end or end[0] != "?":
        return False
    tail = simple[phrase.end() : end.start()]
    return "," not in tail or bool(_ASKING.match(simple, start))
