"""`python -m saleor_crm_plugin`: what an operator can do."""

import sys


def main() -> int:
    """Run the command line of the standalone host and return its exit status."""
    from saleor_crm_plugin.hosts.standalone import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
