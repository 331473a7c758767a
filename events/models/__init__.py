"""Tables of the room, one file per stage: campaign, application, draw, party."""

from events.models.applications import (
    APPLICATION_NEXT,
    Application,
    ApplicationState,
    Verdict,
)
from events.models.campaigns import (
    CAMPAIGN_NEXT,
    Campaign,
    CampaignKind,
    CampaignState,
    CampaignWording,
    Prize,
    PrizeKind,
    RecruitingLink,
    Rules,
    Stratum,
)
from events.models.draws import (
    DRAW_NEXT,
    PLACE_NEXT,
    Arm,
    Draw,
    DrawMode,
    DrawState,
    Entrant,
    Place,
    PlaceState,
    Rank,
)
from events.models.parties import PARTY_NEXT, Party, PartyState

__all__ = [
    "APPLICATION_NEXT",
    "CAMPAIGN_NEXT",
    "DRAW_NEXT",
    "PARTY_NEXT",
    "PLACE_NEXT",
    "Application",
    "ApplicationState",
    "Arm",
    "Campaign",
    "CampaignKind",
    "CampaignState",
    "CampaignWording",
    "Draw",
    "DrawMode",
    "DrawState",
    "Entrant",
    "Party",
    "PartyState",
    "Place",
    "PlaceState",
    "Prize",
    "PrizeKind",
    "Rank",
    "RecruitingLink",
    "Rules",
    "Stratum",
    "Verdict",
]
