"""The file of pieces, on one small enough to damage everywhere: it says what was written, or that it is damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zlib import crc32

import msgspec
import pytest

from emspath.store import DamagedError, Store, Writer, _block_checksum, _packed

KEYS = [f"key {number}" for number in range(9)]


def written() -> bytes:
    writer = Writer()
    for key in KEYS[:-1]:
        writer.add(key, f"piece of {key}".encode())
    begin = writer.put(b"outer inner")
    writer.name(KEYS[-1], begin, 11, "whole")
    writer.name(KEYS[-1], begin + 6, 5, "part")
    writer.name("\u00e9", begin, 0)
    return writer.finish()


BYTES = written()
PIECES = {
    **{key: [("", f"piece of {key}".encode())] for key in KEYS[:-1]},
    KEYS[-1]: [("whole", b"outer inner"), ("part", b"inner")],
    "\u00e9": [("", b"")],
    "none": [],
}


def opened(folder: Path, data: bytes) -> Store:
    (folder / "pieces").write_bytes(data)
    return Store(str(folder / "pieces"))


def test_each_key_leads_to_its_pieces_in_order(tmp_path: Path) -> None:
    store = opened(tmp_path, BYTES)
    assert {key: store.pieces(key) for key in PIECES} == PIECES
    assert {key: store.tags(key) for key in PIECES} == {key: [tag for tag, _ in each] for key, each in PIECES.items()}
    assert store.pieces("\ud800") == []
    assert opened(tmp_path, Writer().finish()).pieces("key") == []


def sound_or_damaged(folder: Path, data: bytes) -> bool:
    """Whether something was found out; nothing else than the truth may be said."""
    found = False
    try:
        store = opened(folder, data)
    except DamagedError:
        return True
    for key, pieces in PIECES.items():
        try:
            assert store.pieces(key) == pieces
        except DamagedError:
            found = True
    return found


def test_any_byte_that_is_not_what_was_written_is_found_out(tmp_path: Path) -> None:
    assert not sound_or_damaged(tmp_path, BYTES)
    for place in range(len(BYTES)):
        assert sound_or_damaged(tmp_path, BYTES[:place] + bytes([BYTES[place] ^ 0x41]) + BYTES[place + 1 :]), place


def test_more_or_fewer_bytes_are_found_out(tmp_path: Path) -> None:
    for data in (BYTES + b"\0", b"\0" + BYTES, *(BYTES[:size] for size in range(len(BYTES)))):
        assert sound_or_damaged(tmp_path, data)


def forged(
    magic: bytes = b"emspath1", block: bytes = b"\x90", *, index: int = 0, length: int | None = None, size: int = 0
) -> bytes:
    """A file of one bucket whose checksums are right, whatever it says."""
    head = 8 + 4 * 8
    slot = _packed(head, len(block) if length is None else length, _block_checksum(block, 0))
    whole = head + len(block) + len(slot)
    header = magic + _packed(1, head + len(block) + index, whole + size)
    return header + _packed(crc32(header)) + block + slot


def test_right_checksums_alone_are_not_believed(tmp_path: Path) -> None:
    assert opened(tmp_path, forged()).pieces("key") == []
    for bad in (forged(b"emspath2"), forged(size=1), forged(size=-1)):
        with pytest.raises(DamagedError):
            opened(tmp_path, bad)
    entry = msgspec.msgpack.encode([("key", "", 1 << 40, 1, 0)])
    behind = msgspec.msgpack.encode([("key", "", 0, 0, 1)])
    for bad in (
        forged(block=b"\xc1"),
        forged(block=b"\x91\x01"),
        forged(index=1),
        forged(index=1 << 40),
        forged(length=1 << 40),
        forged(block=entry),
        forged(block=behind),
    ):
        with pytest.raises(DamagedError):
            opened(tmp_path, bad).pieces("key")


def test_a_piece_may_be_empty_and_lie_at_the_very_end(tmp_path: Path) -> None:
    size = 8 + 4 * 8
    block = msgspec.msgpack.encode([("key", "", 0, 0, 0)])
    whole = size + len(block) + 3 * 8
    last = msgspec.msgpack.encode([("key", "", whole, 0, 0)])
    assert len(last) == len(block)
    assert opened(tmp_path, forged(block=last)).pieces("key") == [("", b"")]


def test_a_file_that_cannot_be_opened_or_read_is_no_trap(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Store(str(tmp_path / "none"))
    with pytest.raises(DamagedError):
        Store(str(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there is no named pipe")
def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DamagedError):
        Store(str(tmp_path / "pipe"))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files cannot be counted")
def test_the_file_is_closed_with_the_store(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    store = opened(tmp_path, BYTES)
    assert len(list(Path("/proc/self/fd").iterdir())) == before + 1
    del store
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_system_that_cannot_read_at_a_place_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "pieces").write_bytes(BYTES)
    code = (
        "import os, sys; del os.pread; from emspath.store import Store; store = Store(sys.argv[1]); "
        "print([store.pieces(key) for key in sys.argv[2:]])"
    )
    line = [sys.executable, "-c", code, str(tmp_path / "pieces"), *PIECES]
    result = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60, env={**os.environ, "PYTHONIOENCODING": "utf-8"})  # fmt: skip
    assert result.stdout.strip() == str(list(PIECES.values()))
