"""The icons that are shipped (kit/drawing/icons), by their names in the Lucide set."""

# What the screens' own controls show.
CONTROLS = frozenset(
    """
accessibility contrast globe volume-2 volume-1 repeat calendar-check printer wifi-off circle-question-mark qr-code
keyboard delete user users info check x map-pin lock arrow-left sun moon power refresh-cw clock bell link
minus plus headphones volume-off
""".split()  # noqa: SIM905 - a list this long is read as words
)

# What a service may choose in the site file: `icon = "id-card"`.
SERVICES = frozenset(
    """
accessibility calendar-check circle-question-mark clock info map-pin printer user users
ambulance award baby badge-check banknote bed bike bone book book-open briefcase briefcase-medical bus calculator
calendar-days camera car cat chart-column church clipboard-list coins credit-card cross dog droplets ear euro eye
file-pen file-text flag flower gavel gem gift glasses graduation-cap hammer hand-heart handshake heart heart-pulse
hospital hotel house id-card key landmark languages leaf library-big log-in mail megaphone message-circle microscope
milk music package palette paw-print pen-line phone pill plane receipt recycle scale scan-face school scissors search
shield ship shirt shopping-cart signature smartphone sprout stamp stethoscope store syringe test-tube ticket
train-front trash-2 tree-deciduous trees trophy truck utensils vote wallet wrench zap
""".split()  # noqa: SIM905 - a list this long is read as words
)
