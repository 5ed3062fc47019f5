"""A CRM for Saleor shops: profiles, points, segments and automated e-mail."""
