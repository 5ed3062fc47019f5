"""Read models: what the shop's orders and shoppers say together."""
