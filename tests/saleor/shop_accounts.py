"""What a shopper does with the own account, and staff with many: Saleor's real mutations."""

from saleor.graphql.tests.fixtures import ApiClient
from saleor.plugins.manager import PluginsManager
from shop_side import ADDRESS, Shop, gid

PAGE = "https://www.example.com/done"


class Accounts(Shop):
    """A shop whose mails we read: the token that Saleor would mail is caught on its way."""

    def mailed_token(self, monkeypatch, hook, call):
        """Run `call` and return the token that Saleor hands to its mails."""
        tokens, real = [], getattr(PluginsManager, hook)

        def caught(manager, user, channel, token, *rest, **named):
            tokens.append(token)
            return real(manager, user, channel, token, *rest, **named)

        monkeypatch.setattr(PluginsManager, hook, caught)
        call()
        monkeypatch.setattr(PluginsManager, hook, real)
        [token] = tokens
        return token

    def change_own_email(self, user, email, monkeypatch):
        client = ApiClient(user=user)
        user.set_password("Passw0rd!xyz")
        user.save()
        asked = {
            "password": "Passw0rd!xyz",
            "newEmail": email,
            "redirectUrl": PAGE,
            "channel": self.channel.slug,
        }
        types = dict.fromkeys(("password", "newEmail", "redirectUrl"), "String!")
        token = self.mailed_token(
            monkeypatch,
            "account_change_email_requested",
            lambda: self.run(client, "requestEmailChange", types | {"channel": "String"}, asked),
        )
        self.run(
            client,
            "confirmEmailChange",
            {"token": "String!", "channel": "String"},
            {"token": token, "channel": self.channel.slug},
        )
        user.refresh_from_db()

    def delete_own_account(self, user, monkeypatch):
        client = ApiClient(user=user)
        token = self.mailed_token(
            monkeypatch,
            "account_delete_requested",
            lambda: self.run(
                client,
                "accountRequestDeletion",
                {"redirectUrl": "String!", "channel": "String"},
                {"redirectUrl": PAGE, "channel": self.channel.slug},
            ),
        )
        self.run(client, "accountDelete", {"token": "String!"}, {"token": token})

    def customers_delete(self, users):
        ids = [gid("User", user.pk) for user in users]
        self.run(self.staff, "customerBulkDelete", {"ids": "[ID!]!"}, {"ids": ids}, "count")

    def own_address_create(self, user, **values):
        made = self.run(
            ApiClient(user=user),
            "accountAddressCreate",
            {"input": "AddressInput!"},
            {"input": ADDRESS | values},
            "address{id}",
        )
        return made["address"]["id"]

    def own_address_update(self, user, address_id, **values):
        self.run(
            ApiClient(user=user),
            "accountAddressUpdate",
            {"id": "ID!", "input": "AddressInput!"},
            {"id": address_id, "input": ADDRESS | values},
        )

    def own_address_delete(self, user, address_id):
        self.run(ApiClient(user=user), "accountAddressDelete", {"id": "ID!"}, {"id": address_id})
