"""The contract as graphene types, built from its text: in Saleor's own GraphQL schema, and alone."""
