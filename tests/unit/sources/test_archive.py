import gzip
import io
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.indexing.paths import refusal
from commandcenter.indexing.trees import MemoryTree
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.sources.archive import open_archive, pack_directory

parts = st.text(st.characters(exclude_categories=["C"], exclude_characters="/\\"), min_size=1, max_size=8)
paths = st.lists(parts, min_size=1, max_size=3).map("/".join).filter(lambda path: refusal(path) is None)
long_paths = st.integers(90, 690).map(lambda size: ("d" * 40 + "/") * (size // 41) + "f" * (size % 41 + 1))


def no_file_is_a_folder(content):
    return not any(other.startswith(f"{path}/") for path in content for other in content)


trees = st.dictionaries(paths | long_paths, st.binary(max_size=700), max_size=6).filter(no_file_is_a_folder)


def content_of(tree):
    return {file.path: tree.read(file.path) for file in tree.files()}


@given(trees)
@settings(max_examples=60)
def test_what_is_packed_comes_out_again(content):
    packed = pack_directory(MemoryTree(content))
    assert content_of(open_archive(packed)) == content
    assert pack_directory(open_archive(packed)) == packed


@given(trees)
@settings(max_examples=25)
def test_the_standard_library_reads_what_is_packed(content):
    with tarfile.open(fileobj=io.BytesIO(pack_directory(MemoryTree(content)))) as archive:
        assert {member.name: archive.extractfile(member).read() for member in archive} == content


@given(trees, st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
@settings(max_examples=40)
def test_zips_of_the_standard_library_are_read(content, method):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("folder/", b"")
        for path, text in content.items():
            archive.writestr(path, text)
    if "folder" in content:
        with pytest.raises(InvalidInputError):
            open_archive(data.getvalue())
    else:
        assert content_of(open_archive(data.getvalue())) == content


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_each_dialect_of_tar_is_read_folders_and_dots_included(form):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz", format=form) as archive:
        for name in (".", "./src"):
            folder = tarfile.TarInfo(name)
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
        for name in ("./src/a.py", "src/" + "b" * 90 + ".py"):
            file = tarfile.TarInfo(name)
            file.size = 3
            archive.addfile(file, io.BytesIO(b"x=1"))
    assert content_of(open_archive(data.getvalue())) == {"src/a.py": b"x=1", "src/" + "b" * 90 + ".py": b"x=1"}


def test_an_archive_inside_is_just_a_file():
    inner = pack_directory(MemoryTree({"../x".replace("../", ""): b"1"}))
    assert content_of(open_archive(pack_directory(MemoryTree({"inner.tar.gz": inner})))) == {"inner.tar.gz": inner}


@pytest.mark.parametrize(
    "data", [b"", b"x", b"7z\xbc\xaf", gzip.compress(b"", mtime=0), b"PK", b"PK\x03\x04", b"\x1f\x8b"]
)
def test_what_is_no_archive_is_invalid_input(data):
    with pytest.raises(InvalidInputError):
        open_archive(data)
