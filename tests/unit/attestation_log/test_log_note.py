"""Signed notes, checkpoints, cosignatures and proofs: one form each, and nothing passes that was changed."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_parts import COSIGNER, KEYS, LOG, NOW, ORIGIN, OTHER, WITNESS, WITNESSES, entry, flipped, log_of, p256

from commandcenter.attestation.log.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from commandcenter.attestation.log.cosignature import cosign, cosignatures
from commandcenter.attestation.log.model import MAX_SIZE
from commandcenter.attestation.log.note import (
    COSIGNATURE,
    ED25519,
    MAX_NOTE_BYTES,
    Line,
    Note,
    add_lines,
    key_id,
    parse_lines,
    parse_note,
    read_base64,
    read_number,
    signed_by,
    verifier_key,
)
from commandcenter.attestation.log.proof_file import Proof, check_proof, parse_proof
from commandcenter.attestation.log.prove import cosigned, keep_cosignature, prove
from commandcenter.kernel.errors import InvalidInputError, ProblemError, TooLargeError, UnauthenticatedError
from commandcenter.kernel.merkle import EMPTY_ROOT, leaf_hash
from commandcenter.signing.model import PublicKey

HEAD = Checkpoint(ORIGIN, 20_852_163, leaf_hash(b"root"))
SIGNED = sign_checkpoint(HEAD, LOG)
BEHIND_THE_SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()
"""The checkpoint of C2SP tlog-cosignature."""


def test_the_note_of_the_specification():
    key = PublicKey("ed25519", base64.b64decode("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")[1:])
    note = parse_note(
        b"This is an example message.\n\n\xe2\x80\x94 example.com/foo "
        b"Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    assert key_id("example.com/foo", ED25519, key) == note.lines[0].key_id
    assert key.verify(note.text.encode(), note.lines[0].value)
    expected = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert verifier_key("example.com/foo", ED25519, key) == expected


def test_the_checkpoint_of_the_specification():
    note = parse_note(BEHIND_THE_SOFA)
    assert note.write() == BEHIND_THE_SOFA
    head = read_checkpoint(BEHIND_THE_SOFA)
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert head.text() == note.text
    assert (note.lines[0].key_id.hex(), len(note.lines[0].value)) == ("033de0ae", 64)
    assert (note.lines[1].key_id.hex(), len(note.lines[1].value)) == ("8d66cf3f", 72)
    assert int.from_bytes(note.lines[1].value[:8], "big") == 1_679_315_147
    assert cosignatures(BEHIND_THE_SOFA, WITNESSES) == []


names = st.text(st.characters(codec="utf-8", min_codepoint=0x21), min_size=1, max_size=8).filter(
    lambda name: not any(char.isspace() or char == "+" for char in name)
)
lines_of_notes = st.lists(
    st.builds(Line, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)),
    min_size=1,
    max_size=4,
    unique=True,
)
texts = st.text(st.one_of(st.just("\n"), st.characters(codec="utf-8", min_codepoint=0x20)), max_size=40)


@given(texts, lines_of_notes)
def test_any_note_comes_back(text, lines):
    note = Note(text + "\n", tuple(lines))
    assert parse_note(note.write()) == note
    assert parse_lines(b"".join(line.write() for line in lines)) == note.lines


def test_no_other_bytes_stand_for_a_note():
    for changed in flipped(SIGNED):
        try:
            note = parse_note(changed)
        except InvalidInputError:
            continue
        assert note.write() == changed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        b"\xff\n\n" + SIGNED.partition(b"\n\n")[2],
        SIGNED.replace(b"\n\n", b"\n"),
        SIGNED[:-1],
        SIGNED + b"\n",
        SIGNED + b"x\n",
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED.replace(b"/log", b"/l\tg"),
        SIGNED.replace(b"\xe2\x80\x94", b"-"),
        SIGNED.replace(b"\xe2\x80\x94 ", b"\xe2\x80\x94"),
        SIGNED.replace(b"\xe2\x80\x94 ", b"\xe2\x80\x94  "),
        SIGNED[:-1] + b" \n",
        SIGNED.replace(b"\xe2\x80\x94 commandcenter", "\u2014 a+b".encode()),
        SIGNED.replace(b"\xe2\x80\x94 commandcenter", "\u2014 a\u00a0b".encode()),
        "text\n\n\u2014 name\n".encode(),
        "text\n\n\u2014 name \n".encode(),
        "text\n\n\u2014 name AAAAAA==\n".encode(),
        "text\n\n\u2014 name AAAAAB-_\n".encode(),
        SIGNED + SIGNED.partition(b"\n\n")[2],
        SIGNED + b"".join(Line(f"w{number}", b"1234", b"x").write() for number in range(64)),
        b"x" * MAX_NOTE_BYTES + SIGNED,
    ],
)
def test_malformed_notes_are_refused(data):
    with pytest.raises(InvalidInputError):
        parse_note(data)


def test_a_note_takes_sixteen_signatures_of_any_known_length():
    note = Note("text\n", tuple(Line(f"w{number}", b"1234", b"x" * 5_000) for number in range(16)))
    assert parse_note(note.write()) == note


@pytest.mark.parametrize(
    "parts", [("", b"1234", b"x"), ("n", b"123", b"x"), ("n", b"12345", b"x"), ("n", b"1234", b"")]
)
def test_a_line_that_cannot_be_written_is_refused(parts):
    with pytest.raises(InvalidInputError):
        Line(*parts)


def test_lines_are_added_once_for_each_key():
    note = parse_note(SIGNED)
    first, again, second = Line("w1", b"1234", b"x"), Line("w1", b"1234", b"y"), Line("w1", b"1235", b"x")
    more = add_lines(note, [first, again, second, note.lines[0]])
    assert more.lines == (*note.lines, first, second)
    assert add_lines(more, [again]) == more


@pytest.mark.parametrize(
    "text", ["", "00", "01", "-1", "+1", " 1", "1 ", "1_0", "\u0661", "1e3", str(1 << 63), "9" * 5_000]
)
def test_numbers_have_one_form(text):
    with pytest.raises(InvalidInputError):
        read_number(text)
    assert (read_number("0"), read_number(str(MAX_SIZE))) == (0, MAX_SIZE)


def test_base64_has_one_form():
    assert read_base64("+/8=") == b"\xfb\xff"
    for text in ("-_8=", "+/9=", "+/8", "+/8=\n", "+/8= "):
        with pytest.raises(InvalidInputError):
            read_base64(text)


def test_a_signed_checkpoint_opens():
    assert open_checkpoint(SIGNED, ORIGIN, [OTHER.public_key(), *KEYS]) == HEAD
    assert sign_checkpoint(HEAD, LOG) == SIGNED
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT, ("more", "and more"))
    assert open_checkpoint(sign_checkpoint(empty, LOG), ORIGIN, KEYS) == empty


def test_any_change_of_a_checkpoint_is_noticed():
    for changed in flipped(SIGNED):
        with pytest.raises((InvalidInputError, UnauthenticatedError)):
            open_checkpoint(changed, ORIGIN, KEYS)


def test_checkpoints_of_others_are_refused():
    with pytest.raises(InvalidInputError, match="another log"):
        open_checkpoint(SIGNED, ORIGIN + "x", KEYS)
    for keys in ([], [OTHER.public_key()], [p256().public_key()]):
        with pytest.raises(UnauthenticatedError, match="not signed"):
            open_checkpoint(SIGNED, ORIGIN, keys)


def test_lines_of_unknown_keys_are_passed_over_and_false_ones_of_known_keys_are_not():
    stranger = Line(ORIGIN, b"1234", b"x" * 64)
    renamed = Line("elsewhere", parse_note(SIGNED).lines[0].key_id, b"x" * 64)
    assert open_checkpoint(add_lines(parse_note(SIGNED), [stranger, renamed]).write(), ORIGIN, KEYS) == HEAD
    false = Line(ORIGIN, key_id(ORIGIN, ED25519, OTHER.public_key()), b"x" * 64)
    both = add_lines(parse_note(SIGNED), [false]).write()
    assert open_checkpoint(both, ORIGIN, KEYS) == HEAD
    with pytest.raises(UnauthenticatedError, match="does not fit"):
        open_checkpoint(both, ORIGIN, [*KEYS, OTHER.public_key()])


def test_keys_of_one_name_and_id_are_all_tried():
    note, answers = parse_note(SIGNED), iter([False, True])
    found = signed_by(note, ED25519, {ORIGIN: [*KEYS, *KEYS]}, lambda _key, _line: next(answers))
    assert found == [(KEYS[0], note.lines[0])]


def test_a_cosignature_of_the_log_key_is_no_signature():
    line = cosign(HEAD, ORIGIN, LOG, NOW)
    with pytest.raises(UnauthenticatedError):
        open_checkpoint(Note(HEAD.text(), parse_lines(line)).write(), ORIGIN, KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        "origin\n",
        "origin\n1\n",
        "\n1\n{root}\n",
        "origin\n01\n{root}\n",
        "origin\n-1\n{root}\n",
        "origin\n1 \n{root}\n",
        "origin\n1\n{root}\n\n",
        "origin\n1\n{root}\n\nmore\n",
        "origin\n1\n\n{root}\n",
        "origin\n1\nAAAA\n",
        "origin\n1\n{root}=\n",
        f"origin\n{1 << 63}\n{{root}}\n",
    ],
)
def test_texts_that_are_no_checkpoints_are_refused(text):
    text = text.format(root=base64.b64encode(EMPTY_ROOT).decode())
    signed = Note(text, (Line("origin", key_id("origin", ED25519, LOG.public_key()), LOG.sign(text.encode())),)).write()
    with pytest.raises(InvalidInputError):
        open_checkpoint(signed, "origin", KEYS)


@pytest.mark.parametrize(
    "fields",
    [
        {"origin": ""},
        {"origin": "a\nb"},
        {"size": -1},
        {"size": MAX_SIZE + 1},
        {"root": b""},
        {"extensions": ("",)},
        {"extensions": ("a\n",)},
    ],
)
def test_checkpoints_that_cannot_be_written_are_refused(fields):
    with pytest.raises(InvalidInputError):
        Checkpoint(**{"origin": "o", "size": 0, "root": EMPTY_ROOT} | fields)


def test_only_ed25519_signs_checkpoints_under_names_that_keys_may_have():
    for refused in (lambda: sign_checkpoint(HEAD, p256()), lambda: cosign(HEAD, WITNESS, p256(), NOW)):
        with pytest.raises(InvalidInputError, match="Ed25519"):
            refused()
    with pytest.raises(InvalidInputError, match="name"):
        sign_checkpoint(Checkpoint("two words", 0, EMPTY_ROOT), LOG)


def test_a_cosignature_is_what_the_specification_says():
    line = parse_lines(cosign(HEAD, WITNESS, COSIGNER, NOW + timedelta(milliseconds=900)))[0]
    seconds = int(NOW.timestamp())
    assert (line.name, line.key_id) == (WITNESS, key_id(WITNESS, COSIGNATURE, COSIGNER.public_key()))
    assert line.value[:8] == seconds.to_bytes(8, "big")
    message = b"cosignature/v1\ntime %d\n" % seconds + HEAD.text().encode()
    assert COSIGNER.public_key().verify(message, line.value[8:])


def test_each_witness_is_told_once_with_its_latest_time():
    times = [NOW, NOW + timedelta(hours=1), NOW - timedelta(hours=1)]
    data = SIGNED + b"".join(cosign(HEAD, WITNESS, COSIGNER, at) for at in times) + cosign(HEAD, "w2", OTHER, NOW)
    keys = WITNESSES | {"w2": [OTHER.public_key(), p256().public_key()], "w3": [OTHER.public_key()]}
    assert cosignatures(data, keys) == [
        (WITNESS, COSIGNER.public_key(), times[1]),
        ("w2", OTHER.public_key(), NOW),
    ]
    assert cosignatures(data, {WITNESS: [OTHER.public_key()]}) == []
    assert open_checkpoint(data, ORIGIN, KEYS) == HEAD


def test_a_cosignature_of_another_checkpoint_or_time_makes_the_note_count_for_nothing():
    other = cosign(Checkpoint(ORIGIN, 1, EMPTY_ROOT), WITNESS, COSIGNER, NOW)
    good = parse_lines(cosign(HEAD, WITNESS, COSIGNER, NOW))[0]
    moved = Line(good.name, good.key_id, (int(NOW.timestamp()) + 1).to_bytes(8, "big") + good.value[8:])
    never = [
        Line(good.name, good.key_id, seconds.to_bytes(8, "big") + COSIGNER.sign(_cosigned_text(seconds)))
        for seconds in (0, 253_402_300_800, (1 << 64) - 1)
    ]
    short = Line(good.name, good.key_id, good.value[:-1])
    for line in (other, *(one.write() for one in (moved, short, *never))):
        with pytest.raises(UnauthenticatedError):
            cosignatures(SIGNED + line, WITNESSES)


def _cosigned_text(seconds):
    return f"cosignature/v1\ntime {seconds}\n{HEAD.text()}".encode()


@pytest.mark.parametrize(
    "at", [NOW.replace(tzinfo=None), datetime(1970, 1, 1, tzinfo=UTC), datetime(1969, 1, 1, tzinfo=UTC)]
)
def test_a_cosignature_needs_a_time(at):
    with pytest.raises(InvalidInputError):
        cosign(HEAD, WITNESS, COSIGNER, at)


def proof(size=5, index=2, *, witnessed=False):
    store = log_of(size)
    if witnessed:
        line = cosign(read_checkpoint(cosigned(store)), WITNESS, COSIGNER, NOW)
        keep_cosignature(store, size, COSIGNER.key_id, line)
    return prove(store, entry(index)[0])


def test_a_proof_holds_for_its_entry_alone():
    data = proof()
    assert check_proof(data, entry(2)[1], ORIGIN, KEYS).size == 5
    assert re.fullmatch(
        rb"c2sp.org/tlog-proof@v1\nindex 2\n([\w+/]{43}=\n){3}\n" + ORIGIN.encode() + rb"\n5\n[^\0]*", data
    )
    assert parse_proof(data).write() == data
    with pytest.raises(InvalidInputError, match="root of the checkpoint"):
        check_proof(data, entry(1)[1], ORIGIN, KEYS)
    with pytest.raises(UnauthenticatedError):
        check_proof(data, entry(2)[1], ORIGIN, [OTHER.public_key()])
    with pytest.raises(InvalidInputError):
        check_proof(data, entry(2)[1], "another", KEYS)


@pytest.mark.parametrize(("size", "index"), [(1, 0), (3, 2), (5, 4)])
def test_every_change_of_a_proof_is_refused(size, index):
    for changed in flipped(proof(size, index)):
        with pytest.raises(ProblemError):
            check_proof(changed, entry(index)[1], ORIGIN, KEYS)


def test_a_change_of_a_cosignature_is_refused_or_loses_the_witness():
    data, outcomes = proof(witnessed=True), set()
    assert [name for name, *_ in cosignatures(parse_proof(data).checkpoint, WITNESSES)] == [WITNESS]
    for changed in flipped(data):
        try:
            check_proof(changed, entry(2)[1], ORIGIN, KEYS)
            outcomes.add(len(cosignatures(parse_proof(changed).checkpoint, WITNESSES)))
        except ProblemError:
            outcomes.add(-1)
    assert outcomes == {-1, 0}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1\n", b"@v2\n"),
        (b"@v1\n", b"@v1\nextra AAAA\n"),
        (b"@v1\n", b"@v1\r\n"),
        (b"index 2\n", b""),
        (b"index 2\n", b"index 02\n"),
        (b"index 2\n", b"index 2 \n"),
        (b"index 2\n", b"Index 2\n"),
        (b"index 2\n", b"index 9223372036854775807\n"),
        (b"index 2\n", b"index 2\n\n"),
        (b"index 2\n", b"index 2\nAAAA\n"),
        (b"index 2\n", b"index 2\n" + (base64.b64encode(EMPTY_ROOT) + b"\n") * 61),
        (b"index 2\n", b"index 2\n" + b"x" * (MAX_NOTE_BYTES + 1)),
        (b"index 2\n", "index 2\n\u00e9\n".encode()),
        (b"\n\n", b"\n"),
        (b"\n\n", b"\n\n\n"),
        (b"\n5\n", b"\n05\n"),
    ],
)
def test_malformed_proofs_are_refused(old, new):
    data = proof()
    assert old in data
    with pytest.raises(InvalidInputError):
        check_proof(data.replace(old, new, 1), entry(2)[1], ORIGIN, KEYS)


def test_a_proof_of_the_wrong_length_is_refused():
    whole = parse_proof(proof())
    for path in (whole.path[:-1], (*whole.path, EMPTY_ROOT)):
        with pytest.raises(InvalidInputError, match="does not lead to a root"):
            check_proof(Proof(whole.index, path, whole.checkpoint).write(), entry(2)[1], ORIGIN, KEYS)


@pytest.mark.parametrize(("index", "path"), [(-1, ()), (MAX_SIZE, ()), (0, (b"short",)), (0, (EMPTY_ROOT,) * 64)])
def test_proofs_that_cannot_be_written_are_refused(index, path):
    with pytest.raises(InvalidInputError):
        Proof(index, path, SIGNED)


def test_a_long_head_is_too_large():
    with pytest.raises(TooLargeError):
        parse_proof(b"x" * (MAX_NOTE_BYTES + 1))
