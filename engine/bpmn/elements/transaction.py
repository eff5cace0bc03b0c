"""Transactions: subprocesses that a cancel end event undoes and leaves by the cancel boundary."""

from __future__ import annotations

from tongban.engine.bpmn.elements.sub_process import SubProcess


class Transaction(SubProcess):
    """Runs like an embedded subprocess; the cancel event does the rest."""
