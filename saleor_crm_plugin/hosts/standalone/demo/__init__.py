"""A believable shop, generated from a seed, for an empty database."""

from saleor_crm_plugin.hosts.standalone.demo.loading import DemoReport, demo_load

__all__ = ["DemoReport", "demo_load"]
