"""The tables of segments; nothing is decided here."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.profiles.models import Profile
from saleor_crm_plugin.segments.rules.groups import RfmGroup


class RunStatus(models.TextChoices):
    """How far a recomputation is."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RfmRun(models.Model):
    """
    One recomputation of scores; `percent` tells a waiting reader how far it is.

    `scope` is empty for all scopes. `is_live` says whether automation may act on the moves; those up to
    `told_move_id` stand on the timeline.
    """

    scope = models.ForeignKey("RfmScope", models.CASCADE, null=True, related_name="runs")
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.PENDING)
    percent = models.SmallIntegerField(default=0)
    is_live = models.BooleanField(default=False)
    actor = models.CharField(max_length=128, default="", blank=True)
    scopes_count = models.IntegerField(default=0)
    scopes_busy_count = models.IntegerField(default=0)
    profiles_count = models.IntegerField(default=0)
    moves_count = models.IntegerField(default=0)
    told_move_id = models.BigIntegerField(default=0)
    error = models.CharField(max_length=64, default="", blank=True)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_rfm_run"
        constraints = [
            models.CheckConstraint(
                name="crm_rfm_run_percent", condition=Q(percent__gte=0, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"RFM run {self.pk}"


class RfmScope(models.Model):
    """
    A population whose shoppers are compared: one channel and currency; an empty channel means all of a currency.

    `bins`, `window_days` (0 = all time) and `bounds` are those of the last recomputation, at `computed_at`.
    `claimed_by` is the run that is recomputing the scope since `claimed_at`.
    """

    channel = models.CharField(max_length=64, default="", blank=True)
    currency = models.CharField(max_length=3)
    bins = models.SmallIntegerField(default=5)
    window_days = models.IntegerField(default=0)
    bounds = models.JSONField(default=dict)
    population = models.IntegerField(default=0)
    computed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(RfmRun, models.SET_NULL, null=True, related_name="claims")
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_rfm_scope"
        constraints = [
            models.UniqueConstraint(fields=["currency", "channel"], name="crm_rfm_scope_once"),
            models.CheckConstraint(
                name="crm_rfm_scope_bins", condition=Q(bins__gte=3, bins__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel or 'all channels'} in {self.currency}"


class RfmScore(models.Model):
    """
    Where one shopper stands in one scope.

    `version` grows with every write, so that a recomputation never overwrites what an order said after the
    recomputation had read it. `run_id` is the recomputation that wrote the row, empty after a refresh.

    The database checks no keys here and on moves: a run writes hundreds of thousands of rows that it has just
    joined to their profiles, and the checks would wait for profiles that a drain has locked.
    """

    profile = models.ForeignKey(
        Profile, models.CASCADE, related_name="rfm_scores", db_index=False, db_constraint=False
    )
    scope = models.ForeignKey(
        RfmScope, models.CASCADE, related_name="scores", db_index=False, db_constraint=False
    )
    last_ordered_at = models.DateTimeField()
    orders_count = models.IntegerField()
    revenue_minor = models.BigIntegerField()
    r = models.SmallIntegerField()
    f = models.SmallIntegerField()
    m = models.SmallIntegerField()
    group = models.CharField(max_length=24, choices=[(group, group) for group in RfmGroup])
    group_since = models.DateTimeField()
    version = models.IntegerField(default=1)
    run_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "saleor_crm_rfm_score"
        constraints = [
            models.UniqueConstraint(fields=["profile", "scope"], name="crm_rfm_score_once"),
            models.CheckConstraint(
                name="crm_rfm_score_within_bins",
                condition=Q(r__gte=1, r__lte=5, f__gte=1, f__lte=5, m__gte=1, m__lte=5),
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "group", "profile"], name="crm_rfm_score_group"),
        ]

    def __str__(self) -> str:
        return f"RFM {self.r}{self.f}{self.m} of profile {self.profile_id}"


class RfmMove(models.Model):
    """
    One shopper went from one group to another; rows are only added.

    `prospects` stands for outside the scope, with scores of 0. `run` is empty when an order moved the shopper.
    """

    profile = models.ForeignKey(
        Profile, models.CASCADE, related_name="rfm_moves", db_index=False, db_constraint=False
    )
    scope = models.ForeignKey(
        RfmScope, models.CASCADE, related_name="moves", db_index=False, db_constraint=False
    )
    run = models.ForeignKey(
        RfmRun, models.SET_NULL, null=True, related_name="moves", db_constraint=False
    )
    from_group = models.CharField(max_length=24)
    to_group = models.CharField(max_length=24)
    r = models.SmallIntegerField()
    f = models.SmallIntegerField()
    m = models.SmallIntegerField()
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_rfm_move"
        constraints = [
            models.CheckConstraint(
                name="crm_rfm_move_changes_group",
                condition=~Q(from_group=models.F("to_group")),
            ),
        ]
        indexes = [
            models.Index(fields=["profile", "-id"], name="crm_rfm_move_profile"),
        ]

    def __str__(self) -> str:
        return f"profile {self.profile_id} from {self.from_group} to {self.to_group}"


class RfmDraft(models.Model):
    """
    What one run read about one shopper, until the run has written it; otherwise the table is empty.

    No keys to other tables: rows are written and read in bulk. The planner has no statistics of a table that
    is mostly empty, so one index serves whatever join it chooses. `old_group` and `version` are the score's
    when it was read; no orders means the shopper leaves the scope.
    """

    run_id = models.BigIntegerField()
    profile_id = models.BigIntegerField()
    last_ordered_at = models.DateTimeField(null=True)
    orders_count = models.IntegerField()
    revenue_minor = models.BigIntegerField()
    old_group = models.CharField(max_length=24)
    version = models.IntegerField()

    class Meta:
        db_table = "saleor_crm_rfm_draft"
        constraints = [
            models.UniqueConstraint(fields=["run_id", "profile_id"], name="crm_rfm_draft_once"),
        ]

    def __str__(self) -> str:
        return f"draft of run {self.run_id}"
