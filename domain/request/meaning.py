"""What a message amounts to: substance, only an acknowledgement, a question back, thanks, done.

Short exact lists decide; whatever they do not know is substance.
"""

import re
from collections.abc import Iterator

from domain.eta.phrase import MAY_PROMISE, PHRASE
from domain.request.records import Says

_SHORT = 200  # characters: thanks and acknowledgements need no more
_LONG = 600  # nor does somebody who only asks back

_NOISE = re.compile(
    r"(?P<code>```.*?(?:```|\Z)|`[^`\n]+`)"
    r"|(?P<mention><[@!#][^<>]*>)"
    r"|(?P<link><[^<>]*>|https?://\S+)"
    r"|(?P<quote>^&gt;.*$)"
    r"|(?P<emoji>:[a-z0-9_+'-]+:(?::skin-tone-\d:)?)",
    re.DOTALL | re.MULTILINE,
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("\u2019", "'"))  # and the curly one

_WORD = re.compile(r"\w")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_CLAUSE_END = re.compile(
    r"(?<!\d)[.,:]|[.,:](?!\d)|[;!?()\u2013\u2014\u2026]+|\s-+\s|\band\b|\bbut\b"
)

_THANKS = (
    r"(?:(?:many|lots of|big|ok|okay|great|perfect|awesome|cool) )?"
    r"(?:thanks?|thank you|thx|ty|tysm|tyvm|cheers|(?:much )?appreciated|(?:really )?appreciate it)"
    r"(?: (?:so much|very much|a lot|a bunch|a ton|again|everyone|all|both|team|folks|you|mate"
    r"|for (?:the|your|all the|all your|that|this)(?: (?:quick|fast|great|help|reply|response"
    r"|answer|update|info|support|assistance|fix|looking|link|pointers?|explanation))*))*"
)
_POLITE = (
    r"hi|hey|hello|hi there|hey there|good (?:morning|afternoon|evening)|morning"
    r"|ok|okay|k|great|perfect|awesome|cool|nice|wow|got it|gotcha|makes sense|sounds good|sgtm"
    r"|no problem|np|no worries|you're welcome|yw|sorry(?: (?:for|about) the (?:delay|wait))?"
    r"|sorry to hear that|apologies|all|everyone|team|folks|there|will do|understood|noted"
)
_DONE = (
    r"(?:it's |this is |that's |now )?(?:all )?(?:solved|resolved|fixed|sorted)(?: now| it)?"
    r"|(?:that |this |it )(?:solved|fixed|worked|did)(?: it| the (?:issue|problem)| the trick)?"
    r"|(?:it |this |that )?works(?: now| again| for (?:me|us))*|(?:it's )?working (?:now|again)"
    r"|(?:we're |i'm )?all (?:good|set)(?: now| here)?|never ?mind|nvm|false alarm"
    r"|(?:please )?(?:ignore|disregard) (?:this|me|that)|(?:i |we )?figured it out"
    r"|(?:no longer|not) needed(?: any ?more)?|(?:you can |please |we can )?close (?:this|it)"
)
_WHO = r"(?:(?:i|we|someone|somebody|one of us)(?:'ll|'m| will| can| am| are|'re)? )?"
_SOON = r"(?:going to |gonna |will |about to |just )?"
_OBJECT = r"(?: (?:it|this|that|them|these|the (?:issue|thread|ticket|logs?|details?)))?"
_LOOK = (
    r"(?:take|have|taking|having) an?(?: (?:quick|closer|first|proper))? look(?: at| into)?"
    r"|give (?:it|this|that) a look"
    r"|look(?:ing)?(?: into| at)?|check(?:ing)?(?: on| out)?|investigat(?:e|ing)|review(?:ing)?"
    r"|tak(?:e|ing)(?: over| care of)?|pick(?:ing)?(?: up)?|grab(?:bing)?|handl(?:e|ing)"
    r"|work(?:ing)? on|see|get(?:ting)? (?:to|on)|try(?:ing)?|test(?:ing)?|triag(?:e|ing)"
)
_TALK = (
    r"(?:get|come|circle) back(?: to you)?(?: on)?|follow up|reply|respond|answer|let you know"
    r"|update you|keep you (?:posted|updated)|find out|be (?:right )?(?:with you|back|there)"
    r"|ask(?: around| the team| internally)?|raise (?:it|this) (?:internally|with the team)"
)
_TAKEN = (
    r"ack|acked|acknowledged?|roger(?: that)?|copy(?: that)?|seen|saw|mine|dibs|on"
    r"|on (?:my|our) (?:list|radar|plate|queue)|(?:still )?on it"
    r"|(?:one|just a|a) (?:sec|second|moment|min|minute)|hold on|bear with (?:me|us)"
    r"|give (?:me|us) (?:a|one) (?:sec|second|moment|min|minute|bit)"
)
_WHEN = (
    r"now|today|tomorrow|shortly|soon|asap|later(?: on)?|right away|immediately|first(?: thing)?"
    r"|after lunch|in an? (?:bit|few|moment|sec|second)|again|still|also|for (?:you|us)|here|please"
    r"|then|latest"
)
_ETA = r"(?:(?:the |my |our |new )?eta(?: (?:is|for (?:this|it|review|a review)))*)"

_THANKED = re.compile(rf"(?:{_THANKS}|{_POLITE})")
_CLOSED = re.compile(rf"(?:{_DONE})")
_YES = re.compile(
    r"(?:yes|yep|yup|yeah|sure(?: thing)?|of course|absolutely|right|no|nope|correct)"
)
_TAKES = re.compile(
    r"(?:(?:ok|okay|sure|yes|yep|cool|great|thanks|hi|hey|hello|sorry|this is|that's|it's) )*"
    rf"(?:(?:{_WHEN}) )*"
    rf"(?:{_ETA}|(?:let me|{_WHO}{_SOON}(?:be )?) ?(?:also |still )?"
    rf"(?:(?:{_LOOK}){_OBJECT}|{_TALK}|{_TAKEN}){_OBJECT}|{_TAKEN})?"
    rf"(?: ?(?:{_WHEN}))*"
)
_ASKS_FOR = re.compile(
    r"(?:please|pls|plz|can (?:you|we)|could (?:you|we)|would you|mind|kindly)\b"
)


def readable(markup: str) -> str:
    """Reduce a message to lower-case words: code is "code", a link "link", other noise is gone."""
    if "<" in markup or ":" in markup or "`" in markup or "&gt;" in markup:
        markup = _NOISE.sub(_word_for, markup)
    if "&" in markup or "\u2019" in markup:
        for entity, character in _ENTITIES:
            markup = markup.replace(entity, character)
    return markup.casefold().strip()


def meaning(markup: str, *, by_responder: bool) -> Says:
    """Tell what a message amounts to.

    Args:
        markup: As Slack gives it.
        by_responder: Whether somebody of the team wrote it: their thanks only acknowledge.
    """
    words = readable(markup)
    if not _WORD.search(words):
        return _wordless(markup, by_responder=by_responder)
    if len(words) > _LONG:
        return "substance"
    if not by_responder and len(words) <= _SHORT and (closing := _closing(words)):
        return closing
    if by_responder and len(words) <= _SHORT and MAY_PROMISE.search(f" {words}"):
        words = PHRASE.sub(" now ", words)  # when somebody looks says no more than that they look
    return _of_sentences(words)


def closes_only(markup: str) -> bool:
    """Tell whether somebody who is not of the team only thanks, or says that it is done."""
    return meaning(markup, by_responder=False) in {"thanks", "done"}


def _word_for(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "code" | "link":
            return f" {found.lastgroup} "
        case _:
            return " "


def _wordless(markup: str, *, by_responder: bool) -> Says:
    """A file alone says something; a mention calls for somebody; emoji alone say little."""
    if not markup.strip():
        return "substance"
    if "?" in markup:
        return "question"
    if by_responder:
        return "acknowledgement"
    return "substance" if "<@" in markup or "<!" in markup else "thanks"


def _clauses(words: str) -> Iterator[str]:
    """The clauses one by one: the first often decides."""
    start = 0
    for end in _CLAUSE_END.finditer(words):
        if _WORD.search(words, start, end.start()):
            yield " ".join(words[start : end.start()].split())
        start = end.end()
    if _WORD.search(words, start):
        yield " ".join(words[start:].split())


def _closing(words: str) -> Says | None:
    """Thanks, or done; None where there is any clause that is neither, or a question."""
    if "?" in words:
        return None
    done = False
    for clause in _clauses(words):
        if _CLOSED.fullmatch(clause):
            done = True
        elif not _THANKED.fullmatch(clause):
            return None
    return "done" if done else "thanks"


def _of_sentences(words: str) -> Says:
    asks = takes = False
    for sentence in _SENTENCE_END.split(words):
        if sentence.endswith("?") or _ASKS_FOR.match(sentence):
            asks = True
        elif kind := _acknowledges(sentence):
            takes = takes or kind == "takes"
        elif _WORD.search(sentence):
            return "substance"
    if asks:
        return "question"
    # "Yes." alone answers something; "Yes, looking" does not.
    return "acknowledgement" if takes else "substance"


def _acknowledges(sentence: str) -> str:
    """Whether every clause only acknowledges ("takes"), some only say yes ("yes"), or neither."""
    kinds = set()
    for clause in _clauses(sentence):
        if _YES.fullmatch(clause):
            kinds.add("yes")
        elif _THANKED.fullmatch(clause) or _TAKES.fullmatch(clause):
            kinds.add("takes")
        else:
            return ""
    return "takes" if "takes" in kinds else "yes" if kinds else ""
