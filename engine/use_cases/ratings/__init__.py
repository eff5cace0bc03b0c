"""好差评: what follows a bad rating."""

from tongban.engine.use_cases.flow.rating_answered import PROCESS
from tongban.engine.use_cases.ratings.rectification import (
    PrepareRatings,
    begin,
    deploy,
    prepare_ratings,
)

__all__ = ["PROCESS", "PrepareRatings", "begin", "deploy", "prepare_ratings"]
