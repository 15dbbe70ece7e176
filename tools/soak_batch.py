"""Decide batch after batch in one process for some minutes, and draw the memory as a picture.

Run it with ``python tools/soak_batch.py [MINUTES] [PICTURE]``. Files of random kinds and sizes
are made from a seed, with faults, decided and counted; every count is held against what was made,
and every file against the one that was decided the same way before. Linux only.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from ayuda.batch.output import Target  # noqa: E402
from ayuda.batch.rows.database import Limits  # noqa: E402
from ayuda.batch.rows.job import RowJob, added_columns  # noqa: E402
from ayuda.batch.rows.reading.files import row_file  # noqa: E402
from ayuda.batch.rows.row_batch import RowBatch  # noqa: E402
from ayuda.cache import Cache  # noqa: E402
from ayuda.policy.load import built_in_path, load  # noqa: E402
from ayuda.texts import load_texts  # noqa: E402

MINUTES = 10.0
NOW = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
KINDS = ("csv", "jsonl", "csv.gz", "csv.zst", "parquet")
FORMATS = {"csv": ("csv", "none"), "jsonl": ("jsonl", "none"), "parquet": ("parquet", "none")}
PACKED = {"csv.gz": ("csv", "gzip"), "csv.zst": ("csv", "zstd")}
COLUMNS = ("stage", "seller", "shipped_by", "ordered_at", "bundle", "bundle_item_shipped")
WIDTH, HEIGHT, MARGIN = 900, 300, 60


def rows(seed: int, count: int) -> Iterator[dict[str, str]]:
    """Rows of which some lack facts, and some are wrong."""
    draw = random.Random(seed)
    for number in range(count):
        moment = NOW - timedelta(seconds=draw.randrange(-600, 400_000))
        yield {
            "id": f"{seed}-{number}",
            "note": draw.choice(("", "plain", 'with "quotes"', "with, a comma", "a\nline")),
            "stage": draw.choice(("placed", "preparing", "shipped", "delivered", "", "lost")),
            "seller": draw.choice(("amazon", "marketplace", "marketplace")),
            "shipped_by": draw.choice(("", "amazon", "seller")),
            "ordered_at": draw.choice((moment.isoformat(), moment.isoformat(), "", "20 min")),
            "bundle": draw.choice(("yes", "no", "no", "sí", "")),
            "bundle_item_shipped": draw.choice(("", "yes", "no")),
        }


def write(path: Path, found: Sequence[dict[str, str]]) -> None:
    """A file of rows, in the format that its name says (CSV or JSON lines)."""
    with path.open("w", newline="", encoding="utf-8") as file:
        if path.suffix == ".csv":
            table = csv.DictWriter(file, list(found[0]))
            table.writeheader()
            table.writerows(found)
        else:
            file.writelines(json.dumps(row) + "\n" for row in found)


def resident() -> float:
    """The memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def draw(samples: Sequence[tuple[float, float]], title: str) -> str:
    """The memory over time as an SVG."""
    longest, most = samples[-1][0], max(memory for _, memory in samples) * 1.1
    points = " ".join(
        f"{MARGIN + at / longest * (WIDTH - 2 * MARGIN):.1f},"
        f"{HEIGHT - MARGIN - memory / most * (HEIGHT - 2 * MARGIN):.1f}"
        for at, memory in samples
    )
    base = HEIGHT - MARGIN
    text = 'font-family="sans-serif" font-size="13" fill="#333"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
<text x="{MARGIN}" y="30" {text}>{title}</text>
<path d="M{MARGIN} {MARGIN}V{base}H{WIDTH - MARGIN}" fill="none" stroke="#999"/>
<text x="8" y="{MARGIN + 5}" {text}>{most:.0f} MB</text>
<text x="8" y="{base + 5}" {text}>0 MB</text>
<text x="{WIDTH - MARGIN - 40}" y="{base + 22}" {text}>{longest / 60:.1f} min</text>
<polyline points="{points}" fill="none" stroke="#06c" stroke-width="1.5"/>
</svg>
"""


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    picture = Path(sys.argv[2] if len(sys.argv) > 2 else "soak.svg")
    file = load(built_in_path(), Cache())
    job = RowJob(
        file.path, file.sha256, "cancel", NOW, None, "en", added_columns(file.policy, "cancel")
    )
    batch = RowBatch(job, file.policy, load_texts("en", Cache()), Limits())
    known: dict[tuple[int, str, str], str] = {}
    samples: list[tuple[float, float]] = []
    decided: Counter[str] = Counter()
    began = time.monotonic()
    turn = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        while time.monotonic() - began < minutes * 60:
            seed = turn % 40
            count = (10, 1_000, 20_000, 100_000)[seed % 4] + seed
            source = folder / f"rows.{('csv', 'jsonl')[seed % 2]}"
            kind = KINDS[turn % len(KINDS)]
            target = folder / f"made.{kind}"
            write(source, list(rows(seed, count)))
            form, packed = {**FORMATS, **PACKED}[kind]
            summary = batch.decide([row_file(str(source))], Target(target, form, packed))
            assert summary.rows == count, (turn, summary.rows, count)
            digest = sha256(target.read_bytes()).hexdigest()
            assert known.setdefault((seed, source.suffix, kind), digest) == digest, turn
            decided.update({"rows": count, "files": 1})
            samples.append((time.monotonic() - began, resident()))
            turn += 1
    tenth = max(1, len(samples) // 10)
    first = max(memory for _, memory in samples[tenth : 2 * tenth] or samples)
    last = max(memory for _, memory in samples[-tenth:])
    title = f"{decided['files']:,} files, {decided['rows']:,} rows in one process"
    picture.write_text(draw(samples, title), encoding="utf-8")
    print(f"{title}; memory {first:.0f} MB in the second tenth, {last:.0f} MB in the last")


if __name__ == "__main__":
    main()
