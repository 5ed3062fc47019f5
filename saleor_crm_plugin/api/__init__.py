"""What any GraphQL host may call: queries, commands, permissions, pages and errors, written once."""
