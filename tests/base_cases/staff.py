"""Four people of the closed loop."""

PEOPLE = {
    "lin": ("林专责", "营销稽查专责"),
    "wang": ("王主任", "营销主任"),
    "zhao": ("赵班长", "班组长"),
    "qian": ("钱稽查", "稽查员"),
}


def person_of(login: str) -> str:
    """Return, as source text, who acts as somebody at their own machine."""
    name, role = PEOPLE[login]
    return f'Person("{name}", Role("{role}"), ("",), "{login}", "本机用户")'
