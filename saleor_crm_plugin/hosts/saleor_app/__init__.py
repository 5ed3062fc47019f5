"""A Saleor that is reached over its GraphQL API, with the token of the CRM's app."""
