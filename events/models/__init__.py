"""Tables of the room, one file per stage: campaign, application, draw, party."""

from events.models.applications import (
    APPLICATION_NEXT,
    Application,
    ApplicationState,
    Verdict,
)
from events.models.campaigns import (
    CAMPAIGN_NEXT,
    MOST_CHANCES,
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
from events.models.parties import PARTY_NEXT, Party, PartyState
from events.models.root_reports import RootReport
from events.models.sealed_rows import SealedChange
from events.models.trials import Trial

__all__ = [
    "APPLICATION_NEXT",
    "CAMPAIGN_NEXT",
    "DRAW_NEXT",
    "MOST_CHANCES",
    "PARTY_NEXT",
    "PLACE_NEXT",
    "Application",
    "ApplicationState",
    "Arm",
    "Bundle",
    "Campaign",
    "CampaignKind",
    "CampaignState",
    "CampaignWording",
    "ChancesRule",
    "Draw",
    "DrawMode",
    "DrawRequest",
    "DrawState",
    "DrawWitness",
    "Entrant",
    "FrozenPage",
    "Outcome",
    "OverflowRule",
    "Party",
    "PartyState",
    "Phase",
    "Place",
    "PlaceState",
    "Prize",
    "PrizeKind",
    "Rank",
    "RecruitingLink",
    "RequestKind",
    "RequestState",
    "RootReport",
    "Rules",
    "SealedChange",
    "Stratum",
    "Trial",
    "Verdict",
]
