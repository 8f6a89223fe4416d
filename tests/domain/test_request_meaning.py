"""What only acknowledges, only asks back, only thanks, or says that it is done; the rest counts."""

import pytest

from domain.request.meaning import meaning


@pytest.mark.parametrize(
    "text",
    [
        "ack",
        "On it!",
        "I'm on it",
        "I\u2019m on it",  # the curly apostrophe of phones
        "looking",
        "Looking into it now.",
        "will take a look",
        "I'll take a look tomorrow",
        "Thanks, taking a look",
        "Hi <@U0HANA>! Let me check.",
        "yes, looking",
        "we'll get back to you by EOD",
        "Sorry for the delay, looking now",
        "Ack - will look after lunch",
        "this is on our radar",
        "ok will try tomorrow",
        "ETA Thursday",
        "on it, ETA tomorrow 14:00",
        "ETA: 2 hours",
        "looking now, ETA 13.11.2026",
        "by 14:00",
        ":eyes:",
        ":wave::skin-tone-3: on it",
        "\U0001f44d",
        "<@U0BEN> :eyes:",
        "thanks!",
    ],
)
def test_a_responder_only_acknowledges(text: str) -> None:
    assert meaning(text, by_responder=True) == "acknowledgement"


@pytest.mark.parametrize(
    "text",
    [
        "which version?",
        "Hi! Which version are you on?",
        "Looking. Can you share the logs?",
        "please open an issue",
        "?",
        "<@U0HANA> ?",
    ],
)
def test_a_responder_only_asks_back(text: str) -> None:
    assert meaning(text, by_responder=True) == "question"


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "No.",
        "You need to set X",
        "See <https://docs.example|the docs>",
        "`git gc`",
        "",  # a file alone
        "It is fixed in 4.2. Does that help?",
        "The bug is in the parser; ETA for the fix Thursday",
        "Done",
        "fixed in main",
        "looking at the logs I see that the token has expired",
        "a very long question, " * 40 + "?",
    ],
)
def test_a_responder_says_something_of_substance(text: str) -> None:
    assert meaning(text, by_responder=True) == "substance"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thanks", "thanks"),
        ("Thank you so much :pray:", "thanks"),
        ("Great, thank you for the quick reply!", "thanks"),
        ("<@U0BEN> ty", "thanks"),
        (":tada:", "thanks"),
        ("solved", "done"),
        ("Thanks, that worked!", "done"),
        ("never mind, figured it out", "done"),
        ("works now", "done"),
        ("bump?", "question"),
        ("thanks! how do I undo it?", "question"),
        ("bump", "substance"),
        ("<@U0BEN>", "substance"),
        ("<!subteam^S0SUPPORT>", "substance"),
        ("yes", "substance"),
        ("4.2", "substance"),
        ("Thanks but it still fails", "substance"),
        ("solved? not for us", "substance"),
        ("", "substance"),
    ],
)
def test_what_everybody_else_says(text: str, expected: str) -> None:
    assert meaning(text, by_responder=False) == expected
