"""A module for each format, each with `render(report, ...) -> str`; `as_json` encodes the answer itself, to bytes."""
