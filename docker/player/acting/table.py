"""Rows of what became of each, each with what it must be, and the table that they make."""

import json
import re
import textwrap
from dataclasses import dataclass

COLUMNS = (
    ("who", 24),
    ("Postfix answered", 40),
    ("Doorward decided, and why", 40),
    ("packets", 8),
    ("may come back", 16),
    ("", 5),
)


@dataclass
class Row:
    """What became of one, and what must have."""

    who: str
    address: str
    answered: list
    decided: str
    arrives: bool
    back: str
    # Patterns for the answers, the reason, and whether packets must arrive.
    must_answer: list
    must_decide: str
    must_arrive: bool

    def faults(self):
        """What is not as it must be, in words."""
        faults = []
        if len(self.answered) != len(self.must_answer):
            faults.append(f"{len(self.answered)} answers in the place of {len(self.must_answer)}")
        for answer, pattern in zip(self.answered, self.must_answer):
            if not re.search(pattern, answer):
                faults.append(f"answered {answer!r} in the place of {pattern!r}")
        if not re.search(self.must_decide, self.decided):
            faults.append(f"decided {self.decided!r} in the place of {self.must_decide!r}")
        if self.arrives != self.must_arrive:
            faults.append("packets arrive" if self.arrives else "packets do not arrive")
        return faults

    def is_right(self):
        """Whether all is as it must be."""
        return not self.faults()


def as_json(rows):
    """The rows for a program."""
    return json.dumps(
        [
            {
                "who": row.who,
                "address": row.address,
                "answered": row.answered,
                "decided": row.decided,
                "packets_arrive": row.arrives,
                "may_come_back": row.back,
                "right": row.is_right(),
                "faults": row.faults(),
            }
            for row in rows
        ],
        indent=2,
    )


def as_table(rows):
    """The rows for a person."""
    lines = ["", _line([[name] for name, _ in COLUMNS]), "-" * (sum(width for _, width in COLUMNS) + 2 * (len(COLUMNS) - 1))]
    for row in rows:
        cells = [
            [row.who, row.address],
            _runs(row.answered),
            [row.decided],
            ["arrive" if row.arrives else "dropped"],
            [row.back],
            ["right" if row.is_right() else "WRONG"],
        ]
        lines.append(_line(cells))
        lines.extend(f"    WRONG: {fault}" for fault in row.faults())
        lines.append("")
    wrong = sum(not row.is_right() for row in rows)
    lines.append(f"{len(rows)} rows, all right" if not wrong else f"{wrong} of {len(rows)} rows WRONG")
    return "\n".join(lines)


def _runs(answers):
    """Answers that begin alike are shown once, with their number."""
    runs = []
    for answer in answers:
        kind = re.sub(r"<[^>]*>", "<…>", answer)
        if runs and runs[-1][0] == kind:
            runs[-1][2] += 1
        else:
            runs.append([kind, answer, 1])
    return [answer if times == 1 else f"{times}x {kind}" for kind, answer, times in runs]


def _line(cells):
    """Cells beside one another, each with its texts wrapped to its width."""
    wrapped = [
        [part for text in texts for part in (textwrap.wrap(text, width) or [""])]
        for texts, (_, width) in zip(cells, COLUMNS)
    ]
    height = max(len(column) for column in wrapped)
    return "\n".join(
        "  ".join(
            (column[row] if row < len(column) else "").ljust(width) for column, (_, width) in zip(wrapped, COLUMNS)
        ).rstrip()
        for row in range(height)
    )
