"""What Saleor is asked: whole GraphQL documents that every Saleor from 3.21 on knows; values go in as variables only."""

from dataclasses import dataclass

DISCOUNTS = "MANAGE_DISCOUNTS"
GIFT_CARDS = "MANAGE_GIFT_CARD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One operation; `permission` is what Saleor asks of the app for it, empty when any app may."""

    text: str
    permission: str = ""


APP = Document(
    text="""
query CrmApp {
  shop { schemaVersion }
  app { permissions { code } }
}
"""
)

SHOP_VERSION = Document(
    text="""
query CrmShopVersion {
  shop { schemaVersion }
}
"""
)

CHANNELS = Document(
    text="""
query CrmChannels {
  channels { id slug currencyCode }
}
"""
)

VOUCHER_CREATE = Document(
    permission=DISCOUNTS,
    text="""
mutation CrmVoucherCreate($input: VoucherInput!) {
  voucherCreate(input: $input) {
    errors { field code }
    voucher { id }
  }
}
""",
)

VOUCHER_LIST = Document(
    permission=DISCOUNTS,
    text="""
mutation CrmVoucherList($id: ID!, $input: VoucherChannelListingInput!) {
  voucherChannelListingUpdate(id: $id, input: $input) {
    errors { field code }
  }
}
""",
)

VOUCHERS_FIND = Document(
    permission=DISCOUNTS,
    text="""
query CrmVouchersFind($code: String!) {
  vouchers(first: 20, filter: { search: $code }) {
    edges {
      node {
        id
        singleUse
        startDate
        codes(first: 2) { edges { node { code } } }
      }
    }
  }
}
""",
)

VOUCHER_END = Document(
    permission=DISCOUNTS,
    text="""
mutation CrmVoucherEnd($id: ID!, $input: VoucherInput!) {
  voucherUpdate(id: $id, input: $input) {
    errors { field code }
    voucher { codes(first: 2) { edges { node { code isActive used } } } }
  }
}
""",
)

VOUCHER_DELETE = Document(
    permission=DISCOUNTS,
    text="""
mutation CrmVoucherDelete($id: ID!) {
  voucherDelete(id: $id) {
    errors { field code }
  }
}
""",
)

GIFT_CARD_CREATE = Document(
    permission=GIFT_CARDS,
    text="""
mutation CrmGiftCardCreate($input: GiftCardCreateInput!) {
  giftCardCreate(input: $input) {
    errors { field code }
    giftCard { id }
  }
}
""",
)

GIFT_CARDS_FIND = Document(
    permission=GIFT_CARDS,
    text="""
query CrmGiftCardsFind($code: String!, $couponKey: String!, $revokingKey: String!) {
  giftCards(first: 1, filter: { code: $code }) {
    edges {
      node {
        id
        isActive
        lastUsedOn
        initialBalance { amount }
        currentBalance { amount }
        coupon: privateMetafield(key: $couponKey)
        revoking: privateMetafield(key: $revokingKey)
      }
    }
  }
}
""",
)

# Mutations of one document run one after the other: the second one reads the card after it was closed.
GIFT_CARD_CLOSE = Document(
    permission=GIFT_CARDS,
    text="""
mutation CrmGiftCardClose($id: ID!, $mark: [MetadataInput!]!) {
  giftCardDeactivate(id: $id) {
    errors { field code }
  }
  updatePrivateMetadata(id: $id, input: $mark) {
    errors { field code }
    item {
      ... on GiftCard {
        lastUsedOn
        initialBalance { amount }
        currentBalance { amount }
      }
    }
  }
}
""",
)

GIFT_CARD_REOPEN = Document(
    permission=GIFT_CARDS,
    text="""
mutation CrmGiftCardReopen($id: ID!, $keys: [String!]!) {
  giftCardActivate(id: $id) {
    errors { field code }
  }
  deletePrivateMetadata(id: $id, keys: $keys) {
    errors { field code }
  }
}
""",
)
