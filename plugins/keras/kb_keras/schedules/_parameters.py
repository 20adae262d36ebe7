"""Parameters that several schedules share."""

from typing import Annotated

from kb_registry import Ge

Rate = Annotated[float, Ge(0)]
Steps = Annotated[int, Ge(1)]

START_HELP = "learning rate at step 0"
STAIRCASE_HELP = "whether the rate falls every decay_steps steps only"
