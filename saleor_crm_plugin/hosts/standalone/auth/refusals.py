"""Why a token is not accepted; the words for the client never tell how close he was."""


class TokenRefused(Exception):
    """
    The token proves nothing; the request is answered with 401.

    `name` is what clients find in `extensions.exception.code`, in Saleor's words.
    """

    name = "InvalidTokenError"

    def __init__(self, message: str = "Invalid token") -> None:
        super().__init__(message)


class TokenExpired(TokenRefused):
    """The token was good once."""

    name = "ExpiredSignatureError"

    def __init__(self) -> None:
        super().__init__("Signature has expired")


class KeysUnavailable(Exception):
    """Saleor's public keys cannot be read now; the request is answered with 503."""
