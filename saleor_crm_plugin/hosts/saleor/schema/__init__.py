"""The contract in Saleor's own GraphQL schema, built from its text when Django starts."""
