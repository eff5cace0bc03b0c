"""Tables of joint cases."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from tongban.engine.persistence.types import Id, Json, Moment, metadata

joint_member = Table(
    "joint_member",
    metadata,
    Column("case_id", Id, ForeignKey("approval_case.id"), primary_key=True),
    Column("joint_id", Id, ForeignKey("approval_case.id"), nullable=False),
    Column("key", String(40), nullable=False),
    Column("position", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("instance_id", Id, nullable=False),
    Column("state", String(10), nullable=False),
    Column("stage", String(40)),
    Column("token", Integer),
    Column("join_rule", String(16)),
    Column("passed", Json, nullable=False),
    Column("result", String(16)),
    Column("deemed", Boolean, nullable=False),
    Column("begun_at", Moment),
    Column("committed_at", Moment),
    Column("ended_at", Moment),
    Column("read_by", Text),
    Column("read_at", Moment),
    Column("reason", Text),
    Index("ix_joint_member_joint", "joint_id", "position"),
    Index("ix_joint_member_unit", "unit", "joint_id"),
)

joint_meeting = Table(
    "joint_meeting",
    metadata,
    Column("id", Id, primary_key=True),
    Column("joint_id", Id, ForeignKey("approval_case.id"), nullable=False, index=True),
    Column("held_at", Moment, nullable=False),
    Column("place", Text, nullable=False),
    Column("units", Json, nullable=False),
    Column("minutes", Text, nullable=False),
    Column("conclusion", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
