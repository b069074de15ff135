"""The data in its compiled form: each record, name and word can be found and decoded on its own.

It says what the YAML files say and nothing else: records are kept as JSON, a file's lists one after the other, and
keys lead to the whole file, to each of its lists and to each record in it. Beside them stand the indexes that a
`Catalog` makes of the records. Everything is decoded into the same strict records as the YAML.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property
from types import GenericAlias
from typing import Any, Final, TypeVar

import msgspec

from emspath.catalog import ENTITY_KINDS, KINDS, Catalog, Handle, Head, short_name
from emspath.index import Entry, Index, Pull
from emspath.model import (
    Ambiguity,
    Asks,
    DataFile,
    Fact,
    Level,
    Program,
    Role,
    Section,
    Skill,
    Source,
    State,
    Step,
    System,
    Term,
    Title,
    Topic,
)
from emspath.store import DamagedError, Store, Writer

T = TypeVar("T")

_TYPES: Final[dict[str, Any]] = {
    "sections": Section, "topics": Topic, "sources": Source, "levels": Level, "skills": Skill, "roles": Role,
    "terms": Term, "titles": Title, "systems": System, "states": State, "steps": Step, "programs": Program,
    "all_levels": Fact, "ambiguities": Ambiguity, "asks": Asks,
}  # fmt: skip
_NAMELESS: Final = ("all_levels", "ambiguities", "asks")
"""Lists whose records have no id, and which are read whole."""
_SMALL: Final = ("sections", "topics")
"""Lists of which most answers need nearly all; decoding them at once is cheaper."""
_LARGE: Final = ("levels",)
"""Lists of few and large records, some of which were likely taken out before all are asked for."""
_BLOCK: Final = 8
"""How many readings lie in one piece of the index: readings of one thing follow each other and are weighed together."""
_STAMP: Final = "stamp"


class _Names(msgspec.Struct, frozen=True):
    """Of a record only its names: the rest of its JSON is passed over."""

    name: str
    abbreviation: str | None = None


def compile_files(files: Sequence[tuple[str, DataFile]], stamp: bytes) -> bytes:
    """The compiled form of data files, each with its name; `stamp` says what they were made from."""
    writer = Writer()
    writer.add(_STAMP, stamp)
    for name, file in files:
        _add_file(writer, name, file)
    catalog = Catalog(file for _, file in files)
    encode = msgspec.json.encode
    writer.add("files", encode([name for name, _ in files]))
    writer.add("date", encode(catalog.data_date))
    writer.add("ladder", encode(catalog.ladder))
    writer.add("handles", encode(catalog.handles))
    for kind in (*_TYPES, "entities"):
        if kind not in _NAMELESS:
            writer.add(f"ids {kind}", encode([record.id for record in catalog.all_of(kind)]))
    for key, ids in sorted(catalog.names.items()):
        writer.add(f"named {key}", encode(ids))
    for key, places in sorted(catalog.skill_words.items()):
        writer.add(f"skills with {key}", encode(places))
    _add_index(writer, catalog.index)
    return writer.finish()


def _add_index(writer: Writer, index: Index) -> None:
    encode = msgspec.json.encode
    writer.add("index size", encode(index.size))
    writer.add("index floors", encode(index.floors))
    for start in range(0, len(index.entries), _BLOCK):
        writer.add(f"index entries {start // _BLOCK}", encode(index.entries[start : start + _BLOCK]))
    for key, numbers in index.lists.items():
        writer.add(f"index list {key}", encode(numbers))
    for word, places in index.title_words.items():
        writer.add(f"index titles with {word}", encode(places))
    writer.add("index name words", encode(index.name_words))
    for word, pull in index.pulls.items():
        writer.add(f"index pull {word}", encode(pull))


def _add_file(writer: Writer, name: str, file: DataFile) -> None:
    """A file as one JSON object, with keys that lead to it, to its lists and to their records."""
    begin = writer.put(b"{")
    between = b""
    for kind in _TYPES:
        records: tuple[Any, ...] = getattr(file, kind)
        if not records:
            continue
        writer.put(b'%b"%b":' % (between, kind.encode()))
        start = writer.put(b"[")
        for place, record in enumerate(records):
            if place:
                writer.put(b",")
            data = msgspec.json.encode(record)
            at = writer.put(data)
            if kind not in _NAMELESS:
                writer.name(f"{_space(kind)} {record.id}", at, len(data), kind)
        writer.name(f"all {kind}", start, writer.put(b"]") + 1 - start)
        between = b","
    writer.name(f"file {name}", begin, writer.put(b"}") + 1 - begin)


def _space(kind: str) -> str:
    """Where the ids of a list belong: all entities share one space."""
    return "entities" if kind in ENTITY_KINDS else kind


def stamp_of(store: Store) -> bytes | None:
    """What the file was made from. Raises DamagedError."""
    found = store.pieces(_STAMP)
    return found[0][1] if found else None


def files_of(store: Store) -> tuple[tuple[str, DataFile], ...]:
    """Every data file with its name. Raises DamagedError."""
    return tuple((name, _whole(store, f"file {name}", DataFile)) for name in _whole(store, "files", list[str]))


def _whole(store: Store, key: str, type_: type[T]) -> T:
    """The piece that must be there."""
    found = store.pieces(key)
    if not found:
        raise DamagedError
    return _decoded(found[0][1], type_)


def _every(store: Store, kind: str) -> tuple[Any, ...]:
    """One list over all files."""
    type_: Any = GenericAlias(tuple, (_TYPES[kind], ...))
    return tuple(record for _, data in store.pieces(f"all {kind}") for record in _decoded(data, type_))


def _record(store: Store, space: str, id_: str) -> Any:
    """The record with this id, or None; `space` is its list, or `entities` for all lists of entities."""
    for kind, data in store.pieces(f"{space} {id_}"):
        if kind not in _TYPES:
            raise DamagedError
        return _decoded(data, _TYPES[kind])
    return None


def _head(store: Store, id_: str) -> Head | None:
    """The names of the entity with this id, or None."""
    for kind, data in store.pieces(f"entities {id_}"):
        if kind not in ENTITY_KINDS:
            raise DamagedError
        names, one = _decoded(data, _Names), KINDS[_TYPES[kind]]
        return Head(id_, one, names.name, short_name(one, names.name, names.abbreviation))
    return None


def _decoded(data: bytes, type_: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise DamagedError from None


class CompiledCatalog(Catalog):
    """The catalogue of a compiled file: the same answers, with only what is asked for decoded.

    Where the file turns out to be damaged, everything further comes from `rescue`, which reads the YAML.
    """

    def __init__(self, store: Store, rescue: Callable[[], Iterable[DataFile]]) -> None:
        super().__init__(())
        self._store = store
        self._rescue = rescue
        self._damaged = False
        self._taken: dict[tuple[str, str], Any] = {}

    def read(self, from_store: Callable[[Store], T], from_records: Callable[[Catalog], T]) -> T:
        """What `from_store` gives, or on damage what `from_records` gives for the catalogue of the YAML."""
        if not self._damaged:
            try:
                return from_store(self._store)
            except DamagedError:
                self._damaged = True
        return from_records(self._spare)

    @cached_property
    def _spare(self) -> Catalog:
        return Catalog(self._rescue())

    def _by_id(self, kind: str) -> Mapping[str, Any]:
        return super()._by_id(kind) if kind in _SMALL else Shelf(self, kind)

    def records(self, kind: str) -> tuple[Any, ...]:
        """One list of the data files as it stands in them, file after file."""
        return self.read(lambda store: _every(store, kind), lambda spare: spare.records(kind))

    def record(self, kind: str, id_: str) -> Any:
        """The record of this list (or of `entities`) with this id, or None."""
        space = _space(kind)
        if (space, id_) not in self._taken:
            self._taken[space, id_] = self.read(
                lambda store: _record(store, space, id_), lambda spare: getattr(spare, space).get(id_)
            )
        found = self._taken[space, id_]
        return found if kind == "entities" or isinstance(found, _TYPES[kind]) else None

    def taken(self, kind: str, record: T) -> T:
        """The same record as `record` gives, which is this one where it was not yet asked for."""
        kept: T = self._taken.setdefault((_space(kind), record.id), record)  # type: ignore[attr-defined]
        return kept

    def head(self, id_: str) -> Head:
        """The names of the entity with exactly this id. Raises KeyError."""
        if self._taken.get(("entities", id_)) is not None:
            return super().head(id_)
        found = self.read(lambda store: _head(store, id_), lambda spare: spare.head(id_))
        if found is None:
            raise KeyError(id_)
        return found

    def holds(self, kind: str, id_: str) -> bool:
        """Whether this list (or `entities`) has a record with this id."""
        tags = self.read(
            lambda store: store.tags(f"{_space(kind)} {id_}"),
            lambda spare: [kind] if id_ in getattr(spare, kind) else [],
        )
        return bool(tags) if kind == "entities" else kind in tags

    @cached_property
    def data_date(self) -> str:
        """The newest day on which a source was read; empty without sources."""
        return self.read(lambda store: _whole(store, "date", str), lambda spare: spare.data_date)

    @cached_property
    def ladder(self) -> tuple[str, ...]:
        """The short names of the levels, lowest rung first."""
        return self.read(lambda store: _whole(store, "ladder", tuple[str, ...]), lambda spare: spare.ladder)

    @cached_property
    def handles(self) -> tuple[Handle, ...]:
        """Every entity by what can be typed for it, in the order of `ENTITY_KINDS`."""
        return self.read(lambda store: _whole(store, "handles", tuple[Handle, ...]), lambda spare: spare.handles)

    def named(self, key: str) -> tuple[str, ...]:
        """The ids of the entities that carry the folded name `key`, several where it is ambiguous."""
        return self.read(lambda store: _index(store, f"named {key}", tuple[str, ...]), lambda spare: spare.named(key))

    @cached_property
    def index(self) -> Index:
        """What a question is searched in, piece by piece."""
        return CompiledIndex(self)

    def skills_with(self, field: str, stem: str) -> tuple[tuple[int, str], ...]:
        """Place and id of the skills in whose `name` (or aliases) or `category` a word with this stem stands."""
        return self.read(
            lambda store: _index(store, f"skills with {field} {stem}", tuple[tuple[int, str], ...]),
            lambda spare: spare.skills_with(field, stem),
        )


def _index(store: Store, key: str, type_: type[tuple[T, ...]]) -> tuple[T, ...]:
    found = store.pieces(key)
    return _decoded(found[0][1], type_) if found else ()


class CompiledIndex(Index):
    """The index of a compiled file: the same, with only what is asked for decoded."""

    def __init__(self, catalog: CompiledCatalog) -> None:
        super().__init__(catalog)
        self._read = catalog.read
        self._blocks: dict[int, tuple[Entry, ...]] = {}

    @cached_property
    def size(self) -> tuple[int, float]:
        """How many readings there are, and how many different words one holds on average."""
        return self._read(lambda store: _whole(store, "index size", tuple[int, float]), lambda spare: spare.index.size)

    @cached_property
    def floors(self) -> Mapping[str, float]:
        """For each topic how likely a word is that its samples lack, as a logarithm."""
        return self._read(
            lambda store: _whole(store, "index floors", dict[str, float]), lambda spare: spare.index.floors
        )

    def entry(self, number: int) -> Entry:
        """The reading with this number."""
        block, place = divmod(number, _BLOCK)
        if block not in self._blocks:
            self._blocks[block] = self._read(
                lambda store: _whole(store, f"index entries {block}", tuple[Entry, ...]),
                lambda spare: spare.index.entries[block * _BLOCK : (block + 1) * _BLOCK],
            )
        return self._blocks[block][place]

    def listed(self, key: str) -> tuple[int, ...]:
        """The numbers of the readings under one key of `lists`."""
        return self._read(
            lambda store: _index(store, f"index list {key}", tuple[int, ...]), lambda spare: spare.index.listed(key)
        )

    def titles_with(self, word: str) -> tuple[tuple[int, str], ...]:
        """Place and id of the titles in whose name the stem `word` stands."""
        return self._read(
            lambda store: _index(store, f"index titles with {word}", tuple[tuple[int, str], ...]),
            lambda spare: spare.index.titles_with(word),
        )

    @cached_property
    def name_words(self) -> tuple[str, ...]:
        """Every word of any name of an entity, in small letters."""
        return self._read(
            lambda store: _whole(store, "index name words", tuple[str, ...]), lambda spare: spare.index.name_words
        )

    def pull(self, word: str) -> Pull | None:
        """How a word tells topics apart, or None for one that no sample holds."""
        return self._read(lambda store: _pull(store, word), lambda spare: spare.index.pull(word))


def _pull(store: Store, word: str) -> Pull | None:
    found = store.pieces(f"index pull {word}")
    return _decoded(found[0][1], Pull) if found else None


class Shelf(Mapping[str, Any]):
    """The records of one list by id, each decoded when it is first taken out; all at once when all are asked for."""

    def __init__(self, catalog: CompiledCatalog, kind: str) -> None:
        self._catalog = catalog
        self._kind = kind

    def __getitem__(self, id_: str) -> Any:
        record = self._catalog.record(self._kind, id_)
        if record is None:
            raise KeyError(id_)
        return record

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, str) and self._catalog.holds(self._kind, id_)

    def _same(self, catalog: Catalog) -> Mapping[str, Any]:
        records: Mapping[str, Any] = getattr(catalog, self._kind)
        return records

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        return self._catalog.read(
            lambda store: _whole(store, f"ids {self._kind}", tuple[str, ...]), lambda spare: tuple(self._same(spare))
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    @cached_property
    def _every(self) -> Mapping[str, Any]:
        if self._kind in _LARGE:
            return {id_: self[id_] for id_ in self._ids}
        return {record.id: self._catalog.taken(self._kind, record) for record in self._catalog.all_of(self._kind)}

    def values(self) -> ValuesView[Any]:
        """All records."""
        return self._every.values()

    def items(self) -> ItemsView[str, Any]:
        """All records with their ids."""
        return self._every.items()
