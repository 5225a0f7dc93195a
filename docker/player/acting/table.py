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
class Fate:
    """What became of one; or what must become of it, in patterns for the whole of each text."""

    answered: list
    decided: list
    packets: str
    back: str


@dataclass
class Row:
    """What became of one, and what must have."""

    who: str
    address: str
    was: Fate
    must: Fate

    def faults(self):
        """What is not as it must be, in words."""
        return [
            *_differences("answers", self.was.answered, self.must.answered),
            *_differences("decisions", self.was.decided, self.must.decided),
            *_differences("packets", [self.was.packets], [self.must.packets]),
            *_differences("may come back", [self.was.back], [self.must.back]),
        ]

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
                "answered": row.was.answered,
                "decided": row.was.decided,
                "packets": row.was.packets,
                "may_come_back": row.was.back,
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
            _runs(row.was.answered, r"<[^>]*>", "<…>"),
            _runs(row.was.decided, r" \(.*", ""),
            [row.was.packets],
            [row.was.back],
            ["right" if row.is_right() else "WRONG"],
        ]
        lines.append(_line(cells))
        lines.extend(f"    WRONG: {fault}" for fault in row.faults())
        lines.append("")
    wrong = sum(not row.is_right() for row in rows)
    lines.append(f"{len(rows)} rows, all right" if not wrong else f"{wrong} of {len(rows)} rows WRONG")
    return "\n".join(lines)


def _differences(what, texts, patterns):
    if len(texts) != len(patterns):
        yield f"{what}: {len(texts)} in the place of {len(patterns)}"
    for text, pattern in zip(texts, patterns):
        if not re.fullmatch(pattern, text):
            yield f"{what}: {text!r} in the place of {pattern!r}"


def _runs(texts, differing, shown):
    """Texts that are alike but for one part are shown once, with their number; of the part what the first of them has, or a sign."""
    runs = []
    for text in texts:
        kind = re.sub(differing, shown, text)
        if runs and runs[-1][0] == kind:
            runs[-1][2] += 1
        else:
            runs.append([kind, text, 1])
    return [text if times == 1 else f"{times}x {kind if shown else text}" for kind, text, times in runs]


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
