"""What the contract shows, as frozen values: the attributes are the GraphQL fields in snake_case."""
