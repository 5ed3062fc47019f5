"""Tables that only the standalone host needs, none of them the CRM's own."""
