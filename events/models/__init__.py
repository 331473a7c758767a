"""Tables of the room, one file per stage: campaign, application, draw, party."""

from events.models.applications import (
    APPLICATION_NEXT,
    Application,
    ApplicationState,
    Verdict,
)
from events.models.campaign_texts import OptionalClause, PublicAnswer, RulesClause
from events.models.campaigns import (
    CAMPAIGN_NEXT,
    MOST_CHANCES,
    AttributionRule,
    Campaign,
    CampaignKind,
    CampaignState,
    CampaignWording,
    ChancesRule,
    Outcome,
    OverflowRule,
    Prize,
    PrizeKind,
    RecruitingLink,
    Rules,
    Stratum,
)
from events.models.draw_requests import DrawRequest, FrozenPage, Phase, RequestKind, RequestState
from events.models.draw_witnesses import DrawWitness
from events.models.draws import (
    DRAW_NEXT,
    PLACE_NEXT,
    Arm,
    Bundle,
    Draw,
    DrawMode,
    DrawState,
    Entrant,
    Place,
    PlaceState,
    Rank,
)
from events.models.duplicates import ONE_HOME, DuplicateGroup, DuplicateMember, Likeness, Part
from events.models.holds import Doubt, Hold, HoldOutcome
from events.models.parties import PARTY_NEXT, Party, PartyState
from events.models.questions import CHOOSING, WRITTEN, Answer, Question, QuestionKind
from events.models.root_reports import RootReport
from events.models.sealed_rows import SealedChange
from events.models.trials import Trial

__all__ = [
    "APPLICATION_NEXT",
    "CAMPAIGN_NEXT",
    "CHOOSING",
    "DRAW_NEXT",
    "MOST_CHANCES",
    "ONE_HOME",
    "PARTY_NEXT",
    "PLACE_NEXT",
    "WRITTEN",
    "Answer",
    "Application",
    "ApplicationState",
    "Arm",
    "AttributionRule",
    "Bundle",
    "Campaign",
    "CampaignKind",
    "CampaignState",
    "CampaignWording",
    "ChancesRule",
    "Doubt",
    "Draw",
    "DrawMode",
    "DrawRequest",
    "DrawState",
    "DrawWitness",
    "DuplicateGroup",
    "DuplicateMember",
    "Entrant",
    "FrozenPage",
    "Hold",
    "HoldOutcome",
    "Likeness",
    "OptionalClause",
    "Outcome",
    "OverflowRule",
    "Part",
    "Party",
    "PartyState",
    "Phase",
    "Place",
    "PlaceState",
    "Prize",
    "PrizeKind",
    "PublicAnswer",
    "Question",
    "QuestionKind",
    "Rank",
    "RecruitingLink",
    "RequestKind",
    "RequestState",
    "RootReport",
    "Rules",
    "RulesClause",
    "SealedChange",
    "Stratum",
    "Trial",
    "Verdict",
]
