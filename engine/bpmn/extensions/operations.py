"""`tb:operations`: what else may be done with a task besides completing it, and who must not do it."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts

# Closed by an `allow` that does not name them; without `allow` they are open.
BY_LEAVE = ("return", "reject", "transfer", "delegate", "addSigner", "removeSigner", "copy", "consult")
# Open to all steps unless `deny` names them.
ALWAYS = ("urge", "retrieve", "comment", "saveDraft", "claim", "release", "withdraw", "suspend", "jump")
OPERATIONS = (*BY_LEAVE, *ALWAYS)
YES_NO = ("true", "false")


@dataclass(frozen=True, slots=True)
class Operations:
    """`targets`: elements a task may be returned to; empty for any earlier one.

    `not_applicant`, `not_acceptor`: the applicant, whoever accepted the case, must not do this step;
    `not_same_person`: the steps whose handler must not do this one too, `*` for every earlier step.
    """

    allow: tuple[str, ...] | None
    targets: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    not_applicant: bool = True
    not_acceptor: bool = False
    not_same_person: tuple[str, ...] = ()

    def allows(self, name: str) -> bool:
        """A step that says nothing allows everything; adding signers brings taking them away."""
        if name in self.deny:
            return False
        if self.allow is None or name in ALWAYS or name in self.allow:
            return True
        return name in ("removeSigner", "consult") and "addSigner" in self.allow


UNSAID = Operations(None)


def read(facts: Facts) -> Operations:
    given = "allow" in facts
    allow, deny = facts.names("allow"), facts.names("deny")
    for attribute, names in (("allow", allow), ("deny", deny)):
        for name in names:
            if name not in OPERATIONS:
                facts.problem(attribute, f"`{name}` is not one of {', '.join(OPERATIONS)}")
    same = facts.names("notSamePerson")
    return Operations(
        allow if given else None,
        facts.names("to"),
        deny,
        facts.choice("notApplicant", YES_NO, "true") == "true",
        facts.choice("notAcceptor", YES_NO, "false") == "true",
        ("*",) if same == ("true",) else () if same == ("false",) else same,
    )
