"""What a brand adds to a campaign in its own words: clauses of the rules, answers on the page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.campaigns import Campaign


class OptionalClause(models.TextChoices):
    """Articles of the rules that a brand may word itself; every other one is obligatory."""

    NETWORKS = "NETWORKS", _("Social networks")
    LIABILITY = "LIABILITY", _("Liability")


class RulesClause(models.Model):
    """An article of the rules in the brand's own words, one paragraph a line.

    ``replaces`` names the optional article it stands for, whose heading it keeps; empty, it is an
    article of its own.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    replaces = models.CharField(max_length=10, choices=OptionalClause, blank=True)
    heading_fr = models.CharField(max_length=120, blank=True)
    heading_en = models.CharField(max_length=120, blank=True)
    text_fr = models.TextField(help_text="One paragraph a line; a dash begins an item of a list.")
    text_en = models.TextField(help_text="The same in English.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="clause_position_once"),
            models.UniqueConstraint(
                fields=["campaign", "replaces"],
                condition=~Q(replaces=""),
                name="clause_replaces_an_article_once",
            ),
            models.CheckConstraint(
                condition=Q(replaces__in=[*OptionalClause.values, ""]), name="clause_replaces_known"
            ),
            models.CheckConstraint(
                condition=~Q(text_fr="") & ~Q(text_en=""), name="clause_said_in_both_languages"
            ),
            models.CheckConstraint(
                condition=(Q(replaces="") & ~Q(heading_fr="") & ~Q(heading_en=""))
                | (~Q(replaces="") & Q(heading_fr="", heading_en="")),
                name="clause_has_one_heading",
            ),
        ]

    def __str__(self) -> str:
        return self.heading_en or self.replaces


class PublicAnswer(models.Model):
    """A question that people ask of a campaign, with the brand's answer, on its public page."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="public_answers")
    position = models.PositiveSmallIntegerField()
    question_fr = models.CharField(max_length=200)
    question_en = models.CharField(max_length=200)
    answer_fr = models.TextField()
    answer_en = models.TextField()
    said_at = models.DateTimeField(help_text="When these words were last changed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "position"], name="public_answer_position_once"
            ),
            models.CheckConstraint(
                condition=~Q(question_fr="")
                & ~Q(question_en="")
                & ~Q(answer_fr="")
                & ~Q(answer_en=""),
                name="public_answer_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.question_en
