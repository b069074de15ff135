"""A file of pieces that are found by key and read one at a time.

Opening costs the same whatever the file holds: a header is read, and a look-up reads one entry of the index, one
bucket of keys and the piece itself. Nothing read is believed: each part carries a checksum, so that a file that
was cut off, overwritten or half written is `DamagedError`, never wrong. The layout, numbers in eight bytes each,
little-endian:

    header    magic, number of buckets, start of the index, size of the file, checksum of these
    pieces    bytes one after the other; pieces may overlap, so that a list and its items are stored once
    buckets   MessagePack: key, tag, start, length and checksum of each piece whose key falls in the bucket
    index     for each bucket its start, length and checksum
"""

from __future__ import annotations

import os
from threading import Lock
from typing import Final, TypeAlias
from zlib import crc32

import msgspec

_MAGIC: Final = b"emspath1"
_NUMBER: Final = 8
_HEADER: Final = len(_MAGIC) + 4 * _NUMBER
_SLOT: Final = 3 * _NUMBER
_PER_BUCKET: Final = 4

Piece: TypeAlias = tuple[str, bytes]
"""What the writer noted about a piece, and the piece."""


class DamagedError(Exception):
    """The file is not what was written, or none of ours."""


class Writer:
    """Collects pieces; the same calls in the same order give the same bytes."""

    def __init__(self) -> None:
        self._body = bytearray(_HEADER)
        self._entries: list[tuple[str, str, int, int]] = []

    def put(self, data: bytes) -> int:
        """Store bytes without a key; where they begin."""
        self._body += data
        return len(self._body) - len(data)

    def name(self, key: str, start: int, length: int, tag: str = "") -> None:
        """Let `key` lead to stored bytes; a key may lead to several pieces, in the order in which they were named."""
        self._entries.append((key, tag, start, length))

    def add(self, key: str, data: bytes) -> None:
        """Store bytes under a key."""
        self.name(key, self.put(data), len(data))

    def finish(self) -> bytes:
        """The whole file."""
        count = len(self._entries) // _PER_BUCKET + 1
        buckets: list[list[tuple[str, str, int, int, int]]] = [[] for _ in range(count)]
        for key, tag, start, length in self._entries:
            checksum = crc32(memoryview(self._body)[start : start + length])
            buckets[crc32(key.encode()) % count].append((key, tag, start, length, checksum))
        slots = bytearray()
        for place, bucket in enumerate(buckets):
            block = msgspec.msgpack.encode(bucket)
            slots += _packed(self.put(block), len(block), _block_checksum(block, place))
        index = self.put(bytes(slots))
        header = _MAGIC + _packed(count, index, len(self._body))
        self._body[:_HEADER] = header + _packed(crc32(header))
        return bytes(self._body)


class Store:
    """Reads what a `Writer` wrote. Raises OSError when the file cannot be opened, DamagedError wherever it is not sound.

    It is read and not mapped: a mapped file that somebody cuts off ends the process.
    """

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        self._size = os.fstat(self._file).st_size
        header = self._read(0, _HEADER)
        self._buckets, self._index, size, checksum = _unpacked(header[len(_MAGIC) :])
        if checksum != crc32(header[:-_NUMBER]) or not header.startswith(_MAGIC) or size != self._size:
            raise DamagedError
        self._decoder = msgspec.msgpack.Decoder(list[tuple[str, str, int, int, int]])

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)

    def pieces(self, key: str) -> list[Piece]:
        """What is stored under `key`; empty when nothing is."""
        return [(tag, self._cut(start, length, crc)) for tag, start, length, crc in self._found(key)]

    def tags(self, key: str) -> list[str]:
        """What the writer noted about each piece under `key`, without reading the pieces."""
        return [tag for tag, _, _, _ in self._found(key)]

    def _found(self, key: str) -> list[tuple[str, int, int, int]]:
        """Tag, start, length and checksum of each piece under `key`."""
        place = crc32(key.encode("utf-8", "surrogatepass")) % self._buckets
        start, length, checksum = _unpacked(self._read(self._index + place * _SLOT, _SLOT))
        block = self._read(start, length)
        if _block_checksum(block, place) != checksum:
            raise DamagedError
        try:
            entries = self._decoder.decode(block)
        except msgspec.DecodeError:
            raise DamagedError from None
        return [entry[1:] for entry in entries if entry[0] == key]

    def _cut(self, start: int, length: int, checksum: int) -> bytes:
        data = self._read(start, length)
        if crc32(data) != checksum:
            raise DamagedError
        return data

    def _read(self, start: int, length: int) -> bytes:
        if not 0 <= start <= start + length <= self._size:
            raise DamagedError
        try:
            data = _read_at(self._file, length, start)
        except OSError:
            raise DamagedError from None
        if len(data) != length:
            raise DamagedError
        return data


def _seek_and_read(file: int, length: int, start: int) -> bytes:
    with _LOCK:
        os.lseek(file, start, os.SEEK_SET)
        return os.read(file, length)


_LOCK: Final = Lock()
_read_at: Final = getattr(os, "pread", _seek_and_read)


def _packed(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(_NUMBER, "little") for number in numbers)


def _unpacked(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + _NUMBER], "little") for at in range(0, len(data), _NUMBER)]


def _block_checksum(block: bytes, place: int) -> int:
    """Begun from the bucket's number, so that neither zeros nor a bucket in the wrong place pass for one."""
    return crc32(block, place + 1)
