"""How long somebody who takes a ticket now will wait, learnt from what the site has seen (pure).

`learner` puts it together: the work ahead (`recent`, `hall`) over the counters that do it (`staffing`), corrected by
how such estimates turned out before (`calibration`). The decision page "wait-estimate" says why it is done so.
"""

from server.rules.waits.hall import Ahead
from server.rules.waits.learner import Learner, Waited
from server.rules.waits.prediction import ENOUGH, Basis, Prediction

__all__ = ["ENOUGH", "Ahead", "Basis", "Learner", "Prediction", "Waited"]
