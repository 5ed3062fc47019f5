"""The GraphQL schema of this host in Strawberry: types are declared here, answers come from `api`."""
