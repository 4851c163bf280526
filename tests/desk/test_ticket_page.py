"""The page of a request: whose turn, the conversation, what one may do."""

import pytest

from tests.tickets.acting import opened


@pytest.fixture
def ticket(cast):
    return opened(cast.vera)


def page(client, ticket, status=200):
    response = client.get(f"/desk/tickets/{ticket.number}/")
    assert response.status_code == status
    return response.content.decode()


def test_the_page_of_a_request_opens(signed_in, cast, ticket):
    assert ticket.subject in page(signed_in(cast.anna), ticket)
