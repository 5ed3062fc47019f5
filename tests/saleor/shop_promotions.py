"""Codes at the checkout and orders that come from elsewhere: Saleor's real mutations."""

from saleor.order.models import Order
from saleor.tax.models import TaxClass
from shop_accounts import Accounts
from shop_side import ADDRESS, gid, pk_of


class Promotions(Accounts):
    """A shop that takes codes, and orders of another system."""

    def add_code(self, client, cart_id, code):
        """Enter a voucher's or a gift card's code; return the cart's new total."""
        told = self.run(
            client,
            "checkoutAddPromoCode",
            {"id": "ID", "promoCode": "String!"},
            {"id": cart_id, "promoCode": code},
            "checkout{totalPrice{gross{amount}}}",
        )
        return told["checkout"]["totalPrice"]["gross"]["amount"]

    def cart_told(self, client, cart_id):
        """
        Return a cart's voucher code and total, asked anew.

        A test runs in a transaction, so that Saleor calls its hooks after it has answered; in a shop, before.
        """
        query = "query($id: ID){checkout(id:$id){voucherCode totalPrice{gross{amount}}}}"
        cart = client.post_graphql(query, {"id": cart_id}).json()["data"]["checkout"]
        return cart["voucherCode"], cart["totalPrice"]["gross"]["amount"]

    def buy_with(self, client, code, *, email=None, quantity=2):
        """Buy with a code and pay the rest; return (the order, the transaction's id or None, what was left to pay)."""
        cart_id, _ = self.cart(client, email=email, quantity=quantity)
        left = self.add_code(client, cart_id, code)
        self.channel.allow_unpaid_orders = (
            True  # 3.21 compares a payment with the price before gift cards
        )
        self.channel.save()
        order = self.complete(client, cart_id)
        transaction_id = self.pay(gid("Order", order.pk), left) if left else None
        order.refresh_from_db()
        return order, transaction_id, left

    def buy_goods(self, client, variant):
        """Buy one of a variant that is not shipped, such as a gift card; return the order."""
        cart = self.run(
            client,
            "checkoutCreate",
            {"input": "CheckoutCreateInput!"},
            {
                "input": {
                    "channel": self.channel.slug,
                    "lines": [{"variantId": gid("ProductVariant", variant.pk), "quantity": 1}],
                    "billingAddress": ADDRESS,
                }
            },
            "checkout{id totalPrice{gross{amount}}}",
        )["checkout"]
        self.pay(cart["id"], cart["totalPrice"]["gross"]["amount"])
        return self.complete(client, cart["id"])

    def bulk_create(self, user, orders):
        """Bring in `orders`, (created at, gross) each, as another system would; return them."""
        made = self.run(
            self.staff,
            "orderBulkCreate",
            {"orders": "[OrderBulkCreateInput!]!", "stockUpdatePolicy": "StockUpdatePolicyEnum"},
            {
                "orders": [self._bulk_order(user, *order) for order in orders],
                "stockUpdatePolicy": "SKIP",
            },
            "count results{order{id} errors{message}}",
            errors="path message code",
        )
        problems = [one["message"] for row in made["results"] for one in row["errors"] or ()]
        assert problems == [], problems
        return [Order.objects.get(pk=pk_of(row["order"]["id"])) for row in made["results"]]

    def _bulk_order(self, user, created_at, gross):
        amount = {"gross": gross, "net": gross}
        return {
            "channel": self.channel.slug,
            "createdAt": created_at.isoformat(),
            "status": "UNFULFILLED",
            "user": {"id": gid("User", user.pk)},
            "billingAddress": ADDRESS,
            "currency": self.channel.currency_code,
            "languageCode": "EN",
            "lines": [
                {
                    "variantId": gid("ProductVariant", self.variant.pk),
                    "createdAt": created_at.isoformat(),
                    "isShippingRequired": False,
                    "isGiftCard": False,
                    "quantity": 1,
                    "totalPrice": amount,
                    "undiscountedTotalPrice": amount,
                    "taxClassId": gid("TaxClass", TaxClass.objects.order_by("pk").first().pk),
                    "warehouse": gid("Warehouse", self.variant.stocks.get().warehouse_id),
                }
            ],
            "transactions": [
                {
                    "name": "Till",
                    "pspReference": f"till-{created_at.isoformat()}",
                    "amountCharged": {"amount": gross, "currency": self.channel.currency_code},
                }
            ],
        }
