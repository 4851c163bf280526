"""Encrypted and signed letters, as programs write them."""

from tests.channels.email.test_contents import BASE64, cms, multipart, part

HEAD = "From: Вера <vera@warm.example>\r\nSubject: Договор\r\nMIME-Version: 1.0\r\n".encode()
WORDS = part("text/plain; charset=utf-8", "Сайт не открывается.".encode())
BLOCK = (
    b"-----BEGIN PGP MESSAGE-----\r\nVersion: GnuPG v2\r\n\r\nhQEMA+secret\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
)

SMIME = HEAD + part(
    'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', cms("2a864886f70d010703"), BASE64
)
OPAQUE = HEAD + part(
    "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", cms("2a864886f70d010702"), BASE64
)
PGP = multipart(
    "encrypted",
    part("application/pgp-encrypted", b"Version: 1"),
    part("application/octet-stream; name=encrypted.asc", BLOCK),
    head=HEAD,
)
ARMOUR = HEAD + part("text/plain", BLOCK)
SIGNED = multipart("signed", WORDS, part("application/pkcs7-signature; name=smime.p7s", b"AAAA", BASE64), head=HEAD)
CLEARSIGNED = HEAD + part(
    "text/plain; charset=utf-8",
    "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nСайт не открывается.\r\n"
    "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEzBAEB\r\n-----END PGP SIGNATURE-----\r\n".encode(),
)
