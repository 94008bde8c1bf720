"""Facts files: YAML, JSON, JSONL, CSV and XLSX carry the same facts; `reading` opens them all."""
