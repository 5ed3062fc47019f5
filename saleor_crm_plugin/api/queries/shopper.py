"""What shoppers may ask about themselves."""

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import ProfileNode


def own_profile(inquiry: Inquiry) -> ProfileNode | None:
    """Return the profile of the shopper who asks, None for everybody else."""
    profile_id = inquiry.own_profile_id()
    return None if profile_id is None else inquiry.batches.profiles.get(profile_id)
