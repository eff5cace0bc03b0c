"""What a notice says: subject and text in two languages, with places for values."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    id: str
    subject: str
    text: str
    subject_en: str
    text_en: str

    @property
    def names(self) -> frozenset[str]:
        """The values it speaks of."""
        return frozenset(PLACE.findall(self.subject + self.text + self.subject_en + self.text_en))
