"""What any GraphQL host may call; knows no GraphQL library."""
