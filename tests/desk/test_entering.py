"""Who comes to the desk."""


def test_a_stranger_is_asked_to_sign_in(signed_in):
    assert signed_in(None).get("/desk/mine/").headers["Location"] == "/sign-in/?next=/desk/mine/"


def test_a_customer_does_not_enter(signed_in, cast):
    assert signed_in(cast.vera).get("/desk/mine/").status_code == 403


def test_the_desk_shows_the_lists_to_staff(signed_in, cast):
    page = signed_in(cast.anna).get("/desk/mine/").content.decode()
    assert "Мои" in page
    assert 'aria-current="page"' in page
