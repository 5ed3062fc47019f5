"""The CRM alone: own web server, worker and GraphQL endpoint."""
