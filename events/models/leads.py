"""People who left their address on the form of an ad: imported, asked once whether they want to apply.

Nobody here is an applicant. A lead becomes one by applying as everybody does.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class LeadImportState(models.TextChoices):
    UPLOADED = "UPLOADED", _("To be mapped")
    READING = "READING", _("Being read")
    READ = "READ", _("Read, nobody written to")
    INVITED = "INVITED", _("Invited")
    DISCARDED = "DISCARDED", _("Thrown away")


LEAD_IMPORT_NEXT = {
    LeadImportState.UPLOADED: {LeadImportState.READING, LeadImportState.DISCARDED},
    LeadImportState.READING: {
        LeadImportState.READ,
        LeadImportState.UPLOADED,  # the file was gone when its turn came
        LeadImportState.DISCARDED,
    },
    LeadImportState.READ: {
        LeadImportState.READING,  # with other columns
        LeadImportState.INVITED,
        LeadImportState.DISCARDED,
    },
    LeadImportState.INVITED: set(),
    LeadImportState.DISCARDED: set(),
}


class LeadImport(models.Model):
    """One export of a lead form: kept as UTF-8 until its people are invited, then deleted.

    ``columns`` are the names in its first line; ``mapping`` says which of them (by number) holds
    what. ``offset`` is how far reading is, in bytes of the kept file; ``reading`` counts the readings,
    so that a turn of an earlier one does nothing.
    """

    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.CASCADE, related_name="lead_imports"
    )
    source = models.ForeignKey(
        "events.RecruitingLink", on_delete=models.PROTECT, related_name="lead_imports"
    )
    code = models.CharField(max_length=10, unique=True, help_text="In its address at the desk.")
    state = models.CharField(
        max_length=10, choices=LeadImportState, default=LeadImportState.UPLOADED
    )
    language = models.CharField(max_length=8, help_text="Of the invitations.")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, help_text="Over the file as it was sent.")
    kept_as = models.CharField(max_length=60, blank=True, help_text="Empty once it is deleted.")
    export = models.CharField(max_length=10, help_text="Whose export it looks like.")
    encoding = models.CharField(max_length=12)
    delimiter = models.CharField(max_length=1)
    columns = models.JSONField()
    mapping = models.JSONField(default=dict)
    size = models.PositiveBigIntegerField(help_text="Bytes of the kept file.")
    offset = models.PositiveBigIntegerField(default=0)
    reading = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    line = models.PositiveIntegerField(default=1, help_text="The last line read.")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LeadImportState.values), name="lead_import_state_known"
            ),
            models.UniqueConstraint(
                fields=["campaign", "sha256"],
                condition=~Q(state="DISCARDED"),
                name="one_import_of_a_file",
            ),
            models.CheckConstraint(
                condition=Q(offset__lte=models.F("size")), name="lead_import_reads_its_file"
            ),
            models.CheckConstraint(
                condition=Q(state="INVITED", invited_at__isnull=False, read_at__isnull=False)
                | (~Q(state="INVITED") & Q(invited_at__isnull=True)),
                name="lead_import_invited_when_invited",
            ),
            models.CheckConstraint(
                condition=~Q(state="READ") | Q(read_at__isnull=False),
                name="lead_import_read_when_read",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-id"], name="lead_imports_of_campaign")]

    def __str__(self) -> str:
        return f"Import {self.code} ({self.state})"


class LeadState(models.TextChoices):
    READ = "READ", _("Not written to yet")
    INVITED = "INVITED", _("Invited, no answer yet")
    CONFIRMED = "CONFIRMED", _("Has begun to apply")
    REFUSED = "REFUSED", _("Wants no more mail")
    FORGOTTEN = "FORGOTTEN", _("Did nothing; the address is deleted")


LEAD_NEXT = {
    LeadState.READ: {LeadState.INVITED, LeadState.CONFIRMED, LeadState.REFUSED},
    LeadState.INVITED: {LeadState.CONFIRMED, LeadState.REFUSED, LeadState.FORGOTTEN},
    LeadState.CONFIRMED: set(),
    LeadState.REFUSED: set(),
    LeadState.FORGOTTEN: set(),
}
ASKED_NO_MORE = (LeadState.CONFIRMED, LeadState.REFUSED, LeadState.FORGOTTEN)


class Lead(models.Model):
    """One person of an import; ``email_hash`` makes "each once in a campaign" a constraint.

    The address and the name are there only while somebody waits for an answer. The hash outlives
    them until applications close, so that nobody is asked twice; then the row counts, and says no more.
    """

    lead_import = models.ForeignKey(LeadImport, on_delete=models.CASCADE, related_name="leads")
    campaign = models.ForeignKey("events.Campaign", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=27, unique=True, help_text="In the invitation's link.")
    line = models.PositiveIntegerField(help_text="Of the file.")
    state = models.CharField(max_length=10, choices=LeadState, default=LeadState.READ)
    email = models.EmailField(blank=True)
    email_hash = models.CharField(max_length=64, null=True, blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    application = models.OneToOneField(
        "events.Application", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="Confirmed or refused.")

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LeadState.values), name="lead_state_known"
            ),
            models.UniqueConstraint(fields=["campaign", "email_hash"], name="lead_once_a_campaign"),
            models.UniqueConstraint(fields=["lead_import", "line"], name="lead_once_a_line"),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["READ", "INVITED"], email_hash__isnull=False) & ~Q(email="")
                )
                | Q(state__in=list(ASKED_NO_MORE), email="", first_name=""),
                name="lead_address_only_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state="READ", invited_at__isnull=True)
                | Q(state__in=["INVITED", "FORGOTTEN"], invited_at__isnull=False)
                | Q(state__in=["CONFIRMED", "REFUSED"], answered_at__isnull=False),
                name="lead_dated_as_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["lead_import", "state", "id"], name="leads_of_import"),
            models.Index(fields=["invited_at"], condition=Q(state="INVITED"), name="leads_waiting"),
            models.Index(fields=["email_hash"], name="leads_of_a_mailbox"),
        ]

    def __str__(self) -> str:
        return f"Lead {self.pk} ({self.state})"


class LeadFaultCode(models.TextChoices):
    NO_ADDRESS = "NO_ADDRESS", _("There is no address in this row.")
    UNFIT_ADDRESS = "UNFIT_ADDRESS", _("This is not an address that mail can be sent to.")
    TEST = "TEST", _("This is a test row of the network, and nobody.")
    TOO_LONG = "TOO_LONG", _("The line is too long to be a person.")
    BROKEN = "BROKEN", _("A quotation mark is opened and never closed.")
    SAME_ADDRESS = "SAME_ADDRESS", _("The same mailbox stands in an earlier line of this file.")
    KNOWN = "KNOWN", _("This mailbox came with another import, or was asked before.")
    APPLIED = "APPLIED", _("This person has applied already.")
    STOPPED = "STOPPED", _("This address asked to receive nothing more from the brand.")


# Rows that can be mended in the file, and those of people who are known and simply not written to.
FAULTY = (
    LeadFaultCode.NO_ADDRESS,
    LeadFaultCode.UNFIT_ADDRESS,
    LeadFaultCode.TOO_LONG,
    LeadFaultCode.BROKEN,
)


class LeadFault(models.Model):
    """One row of the file that becomes no lead, and why; deleted with the file."""

    lead_import = models.ForeignKey(LeadImport, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()
    fault = models.CharField(max_length=14, choices=LeadFaultCode)
    excerpt = models.CharField(
        max_length=80, blank=True, help_text="What stood for an address and is none."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fault__in=LeadFaultCode.values), name="lead_fault_known"
            ),
            models.UniqueConstraint(fields=["lead_import", "line"], name="one_fault_a_line"),
            models.CheckConstraint(
                condition=Q(excerpt="") | Q(fault="UNFIT_ADDRESS"),
                name="lead_fault_keeps_no_address",
            ),
        ]
        indexes = [models.Index(fields=["lead_import", "fault"], name="faults_of_import")]

    def __str__(self) -> str:
        return f"{self.fault} at line {self.line}"
