"""A thread that is no request of a team is so for a reason that can be said."""

from domain.conversation import Thread
from domain.request.meaning import closes_only
from domain.request.posts import is_app, role_of
from domain.request.rules import Rules
from domain.team.requests import WatchedChannel


def why_no_request(thread: Thread, watched: WatchedChannel, rules: Rules) -> str:
    """Say as a clause why a thread in which no request was found is none.

    Args:
        thread: The thread.
        watched: Its channel, as the team watches it.
        rules: The team's.
    """
    root = thread.root
    if is_app(root, rules) and root.app not in rules.policy.form_bots:
        return "an app wrote it that is not among the team's form bots, and no reply asks the team"
    calls = rules.mentions_us(root.text, watched.channel)
    if not calls and role_of(root, root.at, "", rules) == "responder":
        return "a responder wrote it, and neither it nor a reply asks the team anything"
    if not calls and watched.messages == "ours":
        names = ["the team", "its user group"] + ["a keyword"] * bool(watched.keywords)
        return f"neither it nor a reply mentions {', '.join(names[:-1])} or {names[-1]}"
    if closes_only(root.text):
        return "it only says thanks, or that something is done"
    return "nobody in it asks the team anything"
