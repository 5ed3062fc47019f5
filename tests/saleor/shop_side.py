"""The shop's side of a test: Saleor's real mutations, each as one method."""

import graphene
from saleor.account.models import User
from saleor.core import tokens
from saleor.order.models import Order

ADDRESS = {
    "firstName": "Ann",
    "lastName": "Lee",
    "streetAddress1": "1 Main St",
    "city": "San Francisco",
    "country": "US",
    "countryArea": "CA",
    "postalCode": "94105",
    "phone": "+14155550100",
}


def gid(name, pk):
    return graphene.Node.to_global_id(name, pk)


def pk_of(global_id):
    return graphene.Node.from_global_id(global_id)[1]


class Shop:
    """Each method is one mutation; whatever Saleor refuses fails the test."""

    def __init__(self, *, staff, anyone, channel, variant):
        self.staff, self.anyone, self.channel, self.variant = staff, anyone, channel, variant

    def run(self, client, name, types, values, selection="", errors="field message code"):
        declared = ",".join(f"${key}:{kind}" for key, kind in types.items())
        passed = ",".join(f"{key}:${key}" for key in types)
        query = f"mutation({declared}){{{name}({passed}){{{selection} errors{{{errors}}}}}}}"
        answer = client.post_graphql(query, values).json()
        if "errors" in answer:
            raise AssertionError(f"{name}: {answer['errors'][0]['message']}")
        result = answer["data"][name]
        if problems := result.pop("errors"):
            raise AssertionError(f"{name}: {problems}")
        return result

    # ---- accounts

    def register(self, email):
        self.run(
            self.anyone,
            "accountRegister",
            {"input": "AccountRegisterInput!"},
            {
                "input": {
                    "email": email,
                    "password": "Passw0rd!xyz",
                    "firstName": "Ann",
                    "redirectUrl": "https://www.example.com/confirm",
                    "channel": self.channel.slug,
                }
            },
            "requiresConfirmation",
        )
        return User.objects.get(email=email)

    def confirm(self, user):
        user.refresh_from_db()
        token = tokens.account_confirm_token_generator.make_token(user)
        self.run(
            self.anyone,
            "confirmAccount",
            {"email": "String!", "token": "String!"},
            {"email": user.email, "token": token},
        )
        user.refresh_from_db()

    def customer_create(self, email):
        made = self.run(
            self.staff,
            "customerCreate",
            {"input": "UserCreateInput!"},
            {"input": {"email": email, "firstName": "Eve"}},
            "user{id}",
        )
        return User.objects.get(pk=pk_of(made["user"]["id"]))

    def customer_update(self, user, **values):
        self.run(
            self.staff,
            "customerUpdate",
            {"id": "ID!", "input": "CustomerInput!"},
            {"id": gid("User", user.pk), "input": values},
        )
        user.refresh_from_db()

    def customer_delete(self, user):
        self.run(self.staff, "customerDelete", {"id": "ID!"}, {"id": gid("User", user.pk)})

    def address_create(self, user):
        made = self.run(
            self.staff,
            "addressCreate",
            {"userId": "ID!", "input": "AddressInput!"},
            {"userId": gid("User", user.pk), "input": ADDRESS},
            "address{id}",
        )
        return made["address"]["id"]

    def address_update(self, address_id, **values):
        self.run(
            self.staff,
            "addressUpdate",
            {"id": "ID!", "input": "AddressInput!"},
            {"id": address_id, "input": ADDRESS | values},
        )

    # ---- buying

    def cart(self, client, *, email=None, quantity=2):
        """Fill a cart up to the choice of delivery; return (its id, its total)."""
        given = {
            "channel": self.channel.slug,
            "lines": [{"variantId": gid("ProductVariant", self.variant.pk), "quantity": quantity}],
            "shippingAddress": ADDRESS,
            "billingAddress": ADDRESS,
        }
        cart = self.run(
            client,
            "checkoutCreate",
            {"input": "CheckoutCreateInput!"},
            {"input": given | ({"email": email} if email else {})},
            "checkout{id shippingMethods{id active}}",
        )["checkout"]
        method = next(one["id"] for one in cart["shippingMethods"] if one["active"])
        told = self.run(
            client,
            "checkoutDeliveryMethodUpdate",
            {"id": "ID!", "deliveryMethodId": "ID"},
            {"id": cart["id"], "deliveryMethodId": method},
            "checkout{totalPrice{gross{amount}}}",
        )
        return cart["id"], told["checkout"]["totalPrice"]["gross"]["amount"]

    def pay(self, target_id, amount, name="Credit card"):
        """Report a charge for a cart or an order; return the transaction's id."""
        given = {
            "name": name,
            "pspReference": f"psp-{target_id}",
            "availableActions": ["REFUND"],
            "amountCharged": {"currency": self.channel.currency_code, "amount": amount},
        }
        return self.run(
            self.staff,
            "transactionCreate",
            {"id": "ID!", "transaction": "TransactionCreateInput!"},
            {"id": target_id, "transaction": given},
            "transaction{id}",
        )["transaction"]["id"]

    def complete(self, client, cart_id):
        made = self.run(client, "checkoutComplete", {"id": "ID"}, {"id": cart_id}, "order{id}")
        return Order.objects.get(pk=pk_of(made["order"]["id"]))

    def buy(self, client, *, email=None, quantity=2):
        """Buy and pay; return (the order, the transaction's id, the total)."""
        cart_id, total = self.cart(client, email=email, quantity=quantity)
        transaction_id = self.pay(cart_id, total)
        return self.complete(client, cart_id), transaction_id, total

    # ---- what happens to orders

    def report(self, transaction_id, kind, amount, reference):
        self.run(
            self.staff,
            "transactionEventReport",
            {
                "id": "ID",
                "type": "TransactionEventTypeEnum!",
                "amount": "PositiveDecimal",
                "pspReference": "String!",
            },
            {"id": transaction_id, "type": kind, "amount": amount, "pspReference": reference},
            "alreadyProcessed",
        )

    def refund(self, transaction_id, amount, reference):
        self.report(transaction_id, "REFUND_SUCCESS", amount, reference)

    def grant(self, order, amount, transaction_id):
        self.run(
            self.staff,
            "orderGrantRefundCreate",
            {"id": "ID!", "input": "OrderGrantRefundCreateInput!"},
            {
                "id": gid("Order", order.pk),
                "input": {"amount": amount, "reason": "late", "transactionId": transaction_id},
            },
        )

    def mark_paid(self, order):
        self.run(self.staff, "orderMarkAsPaid", {"id": "ID!"}, {"id": gid("Order", order.pk)})

    def refund_payment(self, order, amount):
        self.run(
            self.staff,
            "orderRefund",
            {"id": "ID!", "amount": "PositiveDecimal!"},
            {"id": gid("Order", order.pk), "amount": amount},
        )

    def cancel(self, order):
        self.run(self.staff, "orderCancel", {"id": "ID!"}, {"id": gid("Order", order.pk)})

    def fulfill(self, order, quantity):
        line = order.lines.get()
        stock = self.variant.stocks.get()
        taken = {"quantity": quantity, "warehouse": gid("Warehouse", stock.warehouse_id)}
        self.run(
            self.staff,
            "orderFulfill",
            {"order": "ID", "input": "OrderFulfillInput!"},
            {
                "order": gid("Order", order.pk),
                "input": {"lines": [{"orderLineId": gid("OrderLine", line.pk), "stocks": [taken]}]},
            },
        )

    def take_back(self, order, quantity):
        line = order.fulfillments.filter(status="fulfilled").order_by("pk").first().lines.get()
        back = {"fulfillmentLineId": gid("FulfillmentLine", line.pk), "quantity": quantity}
        self.run(
            self.staff,
            "orderFulfillmentReturnProducts",
            {"order": "ID!", "input": "OrderReturnProductsInput!"},
            {
                "order": gid("Order", order.pk),
                "input": {"fulfillmentLines": [back], "refund": False},
            },
        )
