"""Uploads made to escape, to explode or to deceive; every one is refused, and nothing is written anywhere."""

import gzip
import io
import os
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import InvalidInputError, ProblemError, TooLargeError
from commandcenter.sources.archive import ArchiveLimits, open_archive

MIB = 1024 * 1024

NAMES = [
    "../evil",
    "a/../../evil",
    "a/..",
    "..",
    "/etc/passwd",
    "//server/share",
    "C:\\windows\\evil",
    "..\\evil",
    "a\\b",
    "a//b",
    "a/./b",
    "a/",
    ".git/hooks/post-checkout",
    "sub/.GIT/config",
    ".g\u200cit/config",
    "git~1/config",
    ".git./config",
    ".git /config",
    ".git::$INDEX_ALLOCATION/config",
    "a\nb",
    "a\x1bb",
    "x" * 701,
]


def make_zip(entries, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return data.getvalue()


def zip_entry(name, mode=stat.S_IFREG | 0o644):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def make_tar(entries):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        for entry, content in entries:
            entry.size = len(content) if entry.isreg() else 0
            archive.addfile(entry, io.BytesIO(content) if entry.isreg() else None)
    return data.getvalue()


def tar_entry(name, kind=tarfile.REGTYPE, target=""):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_out_or_into_a_git_folder(name):
    with pytest.raises(InvalidInputError):
        open_archive(make_tar([(tar_entry(name), b"x")]))
    entry = zip_entry("placeholder")
    entry.filename = name
    if not name.endswith("/"):
        with pytest.raises(InvalidInputError):
            open_archive(make_zip([(entry, b"x")]))


def test_a_zip_name_that_ends_early_for_some_readers():
    data = make_zip([(zip_entry("safe.py-x"), b"x")]).replace(b"safe.py-x", b"safe.py\0x")
    with pytest.raises(InvalidInputError):
        open_archive(data)


@pytest.mark.parametrize("kind", ["SYMTYPE", "LNKTYPE", "CHRTYPE", "BLKTYPE", "FIFOTYPE", "CONTTYPE", "GNUTYPE_SPARSE"])
def test_tar_entries_that_are_no_files(kind):
    data = make_tar([(tar_entry("a", getattr(tarfile, kind), "/etc/passwd"), b"")])
    if kind == "CONTTYPE":  # an old word for a regular file
        assert [file.path for file in open_archive(data).files()] == ["a"]
        return
    with pytest.raises(InvalidInputError):
        open_archive(data)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFDIR])
def test_zip_entries_that_are_no_files(kind):
    with pytest.raises(InvalidInputError):
        open_archive(make_zip([(zip_entry("a", kind | 0o777), b"/etc/passwd")]))


def test_a_symlink_and_a_file_through_it():
    with pytest.raises(InvalidInputError):
        open_archive(make_tar([(tar_entry("d", tarfile.SYMTYPE, "/tmp"), b""), (tar_entry("d/evil"), b"x")]))


@pytest.mark.parametrize("names", [("a", "a"), ("./a", "a"), ("a", "a/b"), ("a/b", "a"), ("a/b/c", "a")])
def test_two_entries_for_one_place(names):
    with pytest.raises(InvalidInputError):
        open_archive(make_tar([(tar_entry(name), b"x") for name in names]))
    if names[0] != names[1]:
        with pytest.raises(InvalidInputError):
            open_archive(make_zip([(zip_entry(name), b"x") for name in names]))


def test_a_folder_in_the_place_of_a_file():
    with pytest.raises(InvalidInputError):
        open_archive(make_tar([(tar_entry("a"), b"x"), (tar_entry("a/b", tarfile.DIRTYPE), b"")]))


def test_an_encrypted_zip():
    data = bytearray(make_zip([(zip_entry("a"), b"x")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(InvalidInputError, match="encrypted"):
        open_archive(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_methods_that_nobody_needs(method):
    entry = zip_entry("a")
    entry.compress_type = method
    with pytest.raises(InvalidInputError):
        open_archive(make_zip([(entry, b"x" * 100)]))


def overlapping_zip(copies):
    """Point many directory entries at one local entry, as the best zip bombs do."""
    kernel = make_zip([(zip_entry("a"), b"\0" * MIB)])
    directory = kernel.index(b"PK\x01\x02")
    end = kernel.index(b"PK\x05\x06")
    entry = kernel[directory:end]
    entries = b"".join(entry.replace(b"a", b"%c" % (97 + number % 26), 1) for number in range(copies))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(entries), directory, 0)
    return kernel[:directory] + entries + tail


def test_a_bomb_of_overlapping_entries():
    with pytest.raises(InvalidInputError, match="overlap"):
        open_archive(overlapping_zip(20))


def quietly(call):
    """Return the peak of memory while a call is refused."""
    tracemalloc.start()
    try:
        with pytest.raises(ProblemError):
            call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_bombs_are_stopped_while_they_unpack():
    zeros = gzip.compress(bytes(200 * MIB), 1)
    header = tar_entry("zeros")
    header.size = 200 * MIB
    tar = gzip.compress(header.tobuf(tarfile.PAX_FORMAT), 1) + zeros
    roomy = ArchiveLimits(max_file=300 * MIB, max_total=50 * MIB)
    for data, limits in [
        (make_zip([(zip_entry("zeros"), bytes(200 * MIB))]), roomy),
        (tar, roomy),
        (tar, ArchiveLimits(max_ratio=10_000)),
    ]:
        assert quietly(lambda data=data, limits=limits: open_archive(data, limits)) < 120 * MIB


def test_what_unpacks_to_far_more_than_its_size_is_refused_however_much_is_allowed():
    limits = ArchiveLimits(max_file=10 * MIB, max_total=10 * MIB)
    for make, name in ((make_zip, zip_entry), (make_tar, tar_entry)):
        with pytest.raises(TooLargeError, match="times its size"):
            open_archive(make([(name("zeros"), bytes(8 * MIB))]), limits)
        assert len(open_archive(make([(name("zeros"), bytes(MIB // 2))]), limits).files()) == 1


def test_a_zip_whose_directory_tells_smaller_sizes_than_there_are():
    data = bytearray(make_zip([(zip_entry("a"), bytes(MIB))]))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InvalidInputError):
        open_archive(bytes(data))


@pytest.mark.parametrize("size", ["-1", "99999999999999999999"])
def test_a_tar_whose_extended_header_lies_about_the_size(size):
    def pax(**headers):
        records = b"".join(b"%d %s=%s\n" % (len(k) + len(v) + 5, k.encode(), v.encode()) for k, v in headers.items())
        head = tar_entry("pax", tarfile.XHDTYPE)
        head.size = len(records)
        return head.tobuf(tarfile.USTAR_FORMAT) + records.ljust(512, b"\0")

    entry = tar_entry("a")
    entry.size = 1
    data = pax(size=size) + entry.tobuf(tarfile.USTAR_FORMAT) + b"x".ljust(512, b"\0") + bytes(1024)
    with pytest.raises(ProblemError):
        open_archive(gzip.compress(data))


@pytest.mark.parametrize("limits", [{"max_files": 3}, {"max_file": 50}, {"max_total": 300}, {"max_bytes": 100}])
def test_each_limit_holds_for_both_formats(limits):
    names = [f"f{number}" for number in range(4)]
    small = replace(ArchiveLimits(), **limits)
    for data in (
        make_zip([(zip_entry(name), os.urandom(100)) for name in names]),
        make_tar([(tar_entry(name), os.urandom(100)) for name in names]),
    ):
        with pytest.raises(TooLargeError):
            open_archive(data, small)
        assert len(open_archive(data).files()) == 4


def test_a_directory_of_a_million_empty_entries_is_not_even_read():
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 6, *[0] * 3, 1, *[0] * 4, 0, 0) + b"a"
    data = b"PK\x03\x04" + entry * 200_000
    data += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(entry) * 200_000, 4, 0)
    assert quietly(lambda: open_archive(data)) < MIB


SEEDS = [
    make_zip([(zip_entry("a.py"), b"x = 1\n" * 20), (zip_entry("d/"), b""), (zip_entry("d/b"), b"y")]),
    make_tar(
        [
            (tar_entry("a.py"), b"x = 1\n" * 20),
            (tar_entry("d", tarfile.DIRTYPE), b""),
            (tar_entry("d/" + "b" * 120), b"y"),
        ]
    ),
]


@given(
    st.sampled_from([0, 1]),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 400),
)
@settings(max_examples=60, deadline=None)
def test_no_damaged_archive_fails_in_another_way(which, inner, changes, cut):
    data = bytearray(SEEDS[which])
    if which and inner:  # damage the tar rather than the gzip around it
        data = bytearray(gzip.decompress(data))
    for position, value in changes:
        data[position % len(data)] = value
    if cut < len(data) and cut % 3 == 0:
        del data[len(data) - cut :]
    damaged = gzip.compress(bytes(data)) if which and inner else bytes(data)
    try:
        tree = open_archive(damaged)
    except ProblemError:
        return
    assert all(not name.startswith(("/", "..")) for name in (file.path for file in tree.files()))
