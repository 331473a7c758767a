"""The campaign of the story: two tables, a clafoutis dish for each."""

from rehearsal.campaigns import Piece, Plan, Region

DISH = Piece(
    sku="MOULE-24",
    name_fr="Un moule à clafoutis",
    name_en="A clafoutis dish",
    kind="GIVEN",
    value="24.00",
    cost="9,50",
    weight_g=1200,
    in_kit=2,
)
PLAN = Plan(
    title_fr="Un soir de clafoutis",
    title_en="An evening of clafoutis",
    kind="PARTY",
    tagline=(
        "Deux tables, des clafoutis, vos amis.",
        "Two tables, some clafoutis, your friends.",
    ),
    story=(
        "Nous envoyons de quoi cuire quatre clafoutis.\n\nVous ouvrez votre porte.",
        "We send what four clafoutis need.\n\nYou open your door.",
    ),
    pact=(
        "Réunir au moins trois amis.\nNous dire ce qui a plu.",
        "Gather at least three friends.\nTell us what they liked.",
    ),
    regions=(Region("Hauts-de-France", 1, "02 59 60 62 80"), Region("Partout ailleurs", 1)),
    pieces=(DISH,),
)
