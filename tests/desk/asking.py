"""Asking the page of a request as htmx does, and reading what comes."""

import re
from html.parser import HTMLParser

HTMX = {"HX-Request": "true"}


def address(ticket, rest=""):
    return f"/desk/tickets/{ticket.number}/{rest}"


def post(client, ticket, rest, htmx=True, **form):
    """Post a form of the page; `htmx=False` as a browser without JavaScript."""
    return client.post(address(ticket, rest), form, headers=HTMX if htmx else {})


def text(response):
    """What is said, without tags and with single spaces."""
    html = response.content.decode() if hasattr(response, "content") else response
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


class Page(HTMLParser):
    """The tags of a page: `tags` as (name, attributes), `ids`."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.tags if attrs.get("id")]


def opened_page(client, ticket, query=""):
    response = client.get(address(ticket) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def hidden(client, ticket, name):
    """The value of a hidden field of the composer."""
    return re.search(rf'name="{name}" value="([^"]*)"', opened_page(client, ticket))[1]
