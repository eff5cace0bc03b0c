"""The runner against an independent token game, on random graphs and random play."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from bpmn import graphs
from bpmn.drawing import VARIABLES, Drawing
from bpmn.host import NOON
from bpmn.token_game import BUDGET, Game

from tongban.engine import bpmn, errors
from tongban.engine.bpmn import step

RUNS = int(os.environ.get("TONGBAN_TOKEN_GAMES", "250"))
STEPS = 25


class Player:
    """The engine as the game sees it: open work and boundary messages, in the order they arose."""

    def __init__(self, definition: bpmn.ProcessDefinition, variables: dict[str, bool]) -> None:
        self.definition = definition
        self.facts: dict[str, Any] = {
            "now": NOON,
            "environment": bpmn.NoEnvironment(),
            "step_budget": BUDGET,
        }
        self.open: dict[int, str] = {}
        self.messages: dict[int, tuple[str, int]] = {}
        self.execution = bpmn.Execution.start(definition, variables, **self.facts)
        self._look()

    def _look(self) -> None:
        execution = self.execution
        for effect in execution.drain():
            if isinstance(effect, step.WorkOpened):
                self.open[effect.token] = effect.element
            elif isinstance(effect, step.WorkCancelled):
                del self.open[effect.token]
            elif isinstance(effect, step.Subscribed):
                self.messages[effect.token] = (effect.element, effect.token)
            elif isinstance(effect, step.Unsubscribed):
                del self.messages[effect.token]
        # A new act has a new budget.
        self.execution = bpmn.Execution.load(self.definition, execution.save(), **self.facts)

    def work(self) -> list[str]:
        return [self.open[token] for token in sorted(self.open)]

    def complete(self, index: int, variables: dict[str, bool]) -> None:
        token = sorted(self.open)[index]
        del self.open[token]
        self.execution.complete(token, variables)
        self._look()

    def events(self) -> list[tuple[str, int]]:
        found: dict[str, int] = {}
        for _, (element, _) in sorted(self.messages.items()):
            found[element] = found.get(element, 0) + 1
        return [(element, index) for element, count in sorted(found.items()) for index in range(count)]

    def happen(self, boundary: str, index: int) -> None:
        tokens = [token for token, (element, _) in sorted(self.messages.items()) if element == boundary]
        self.execution.deliver(tokens[index])
        self._look()


def play(seed: int, *, wild: bool, size: int) -> str | None:
    """None when both agree all along, else where they part."""
    drawing = Drawing(seed, size, wild=wild)
    random = Random(seed)
    variables = {name: random.random() < 0.5 for name in VARIABLES}
    try:
        definition = bpmn.read(graphs.xml(drawing.graph)).processes[0]
    except errors.InvalidDiagram as refused:
        allowed = {"endless-loop", "unreachable"} if wild else set()
        rules = {problem["rule"] for problem in refused.errors}
        return None if rules <= allowed else f"refused: {refused.errors}"
    game = Game(drawing.graph, dict(variables))
    player = Player(definition, dict(variables))
    for number in range(STEPS):
        difference = _compare(game, player)
        if difference is not None:
            return f"step {number}: {difference}"
        if game.ended or game.stopped or game.exhausted or not (game.work() or game.events()):
            return None
        if game.events() and random.random() < 0.3:
            event = random.choice(game.events())
            game.happen(*event)
            player.happen(*event)
        elif game.work():
            index = random.randrange(len(game.work()))
            given = {name: random.random() < 0.4 for name in VARIABLES if random.random() < 0.5}
            game.complete(index, given)
            player.complete(index, given)
    return None


def _compare(game: Game, player: Player) -> str | None:
    if game.ended != (player.execution.state == "completed"):
        return f"ended {game.ended}, engine {player.execution.state}"
    incidents = {code for _, code in player.execution.incidents.values()}
    if game.exhausted != ("step_budget" in incidents):
        return f"endless {game.exhausted}, engine {player.execution.incidents}"
    if game.exhausted:
        return None
    if game.stopped != ("uncaught_error" in incidents):
        return f"error {game.stopped}, engine {player.execution.incidents}"
    if game.stopped:
        return None
    if game.work() != player.work():
        return f"work {game.work()}, engine {player.work()}"
    if game.events() != player.events():
        return f"events {game.events()}, engine {player.events()}"
    return None


def smallest(seed: int, *, wild: bool) -> str:
    """The smallest graph near a failing one that fails too."""
    for size in range(1, 40):
        for near in range(seed, seed + 300):
            found = play(near, wild=wild, size=size)
            if found is not None:
                return f"seed {near} size {size}: {found}\n{graphs.xml(Drawing(near, size, wild=wild).graph).decode()}"
    return f"seed {seed}"


@pytest.mark.parametrize("wild", [False, True], ids=["structured", "unstructured"])
def test_runner_opens_the_same_work_as_the_token_game(wild: bool) -> None:
    for seed in range(RUNS):
        found = play(seed, wild=wild, size=5 + seed % 25)
        assert found is None, smallest(seed, wild=wild)
