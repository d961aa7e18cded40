"""Archives from outside are looked at before they are read."""

import gzip
import secrets
import stat
import zipfile

import pytest

from liaison.opendata.archives import open_archive, open_packed, read_member
from liaison.opendata.snapshots import HarvestRefused


def read_all(file, *, most_members=100, most_bytes=10_000_000, most_expansion=1000):
    with open_archive(
        file, most_members=most_members, most_bytes=most_bytes, most_expansion=most_expansion
    ) as archive:
        return {
            member.filename: read_member(file, archive, member) for member in archive.infolist()
        }


def refusal_of(file, **limits) -> str:
    with pytest.raises(HarvestRefused) as refusal:
        read_all(file, **limits)
    message = str(refusal.value)
    assert file.name in message
    assert "\n" not in message
    return message


class TestOpenArchive:
    def test_gives_what_is_inside(self, pack):
        assert read_all(pack({"a/b.xml": "<x/>", "c.xml": ""})) == {
            "a/b.xml": b"<x/>",
            "c.xml": b"",
        }

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "empty"),
            (b"<!doctype html><title>Sorry</title>", "web page"),
            (b"\xef\xbb\xbf\n <HTML>", "web page"),
            (b"Rar!\x1a\x07\x00", "no zip"),
            (b"PK\x03\x04 and then nothing of use", "cut off or damaged"),
        ],
    )
    def test_refuses_what_is_no_zip(self, tmp_path, content, reason):
        file = tmp_path / "download.zip"
        file.write_bytes(content)

        assert reason in refusal_of(file)

    def test_refuses_a_folder_in_its_place(self, tmp_path):
        folder = tmp_path / "folder.zip"
        folder.mkdir()

        assert "cannot be read" in refusal_of(folder)

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
    def test_refuses_one_that_was_cut_off(self, pack, share):
        file = pack({f"{number}.xml": "<x/>" * 100 for number in range(20)})
        content = file.read_bytes()
        file.write_bytes(content[: int(len(content) * share)])

        assert "cut off or damaged" in refusal_of(file)

    def test_refuses_one_with_a_flipped_byte(self, pack):
        file = pack({"1.xml": "".join(map(str, range(5000)))})
        content = bytearray(file.read_bytes())
        content[1000] ^= 0xFF
        file.write_bytes(content)

        assert "1.xml" in refusal_of(file)

    def test_refuses_a_protected_member(self, pack):
        file = pack({"1.xml": "<x/>"})
        content = bytearray(file.read_bytes())
        # The flag stands in the local header and in the directory.
        content[6] |= 1
        content[content.index(b"PK\x01\x02") + 8] |= 1
        file.write_bytes(content)

        assert "password" in refusal_of(file)

    @pytest.mark.parametrize(
        "name", ["/etc/passwd", "../up.xml", "a/../../up.xml", "a\\b.xml", "C:/x.xml"]
    )
    def test_refuses_names_that_point_outside(self, pack, name):
        assert "points outside" in refusal_of(pack({name: "<x/>"}))

    def test_refuses_a_link(self, tmp_path):
        file = tmp_path / "links.zip"
        member = zipfile.ZipInfo("1.xml")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(member, "/etc/passwd")

        assert "is a link" in refusal_of(file)

    def test_refuses_a_member_that_stands_twice(self, tmp_path):
        file = tmp_path / "twice.zip"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("1.xml", "<x/>")
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr("1.xml", "<y/>")

        assert "stands twice" in refusal_of(file)

    def test_refuses_too_many_members(self, pack):
        file = pack({f"{number}.xml": "" for number in range(11)})

        assert "11 members" in refusal_of(file, most_members=10)

    def test_refuses_a_bomb_by_its_size(self, pack):
        assert "zip bomb" in refusal_of(pack({"1.xml": "0" * 2000}), most_bytes=1000)

    def test_refuses_a_bomb_by_how_much_it_expands(self, pack):
        file = pack({"1.xml": "0" * 1_000_000})

        assert "zip bomb" in refusal_of(file, most_expansion=100)

    def test_refuses_a_bomb_hidden_among_members_that_do_not_shrink(self, pack):
        noise = {f"{number}.bin": secrets.token_bytes(50_000) for number in range(20)}
        file = pack(noise | {"bomb.xml": "0" * 1_000_000})

        assert "'bomb.xml' unpacks to 1,000,000 bytes" in refusal_of(file, most_expansion=100)

    @pytest.mark.parametrize(
        "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    )
    def test_refuses_damage_in_every_way_of_packing(self, tmp_path, method):
        file = tmp_path / "packed.zip"
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr("1.xml", "".join(map(str, range(5000))))
        content = bytearray(file.read_bytes())
        content[200:400] = b"\xff" * 200
        file.write_bytes(content)

        assert "'1.xml' is damaged" in refusal_of(file)

    def test_reads_no_more_than_a_member_declares(self, pack):
        file = pack({"1.xml": "0" * 100_000})
        content = bytearray(file.read_bytes())
        size = content.index(b"PK\x01\x02") + 24
        content[size : size + 4] = (50).to_bytes(4, "little")
        file.write_bytes(content)

        assert "1.xml" in refusal_of(file)


class TestOpenPacked:
    def test_gives_line_by_line(self, tmp_path):
        file = tmp_path / "lines.gz"
        file.write_bytes(gzip.compress(b"one\ntwo\n\nthree"))

        with open_packed(file, most_expansion=100) as lines:
            assert list(lines) == [b"one\n", b"two\n", b"\n", b"three"]

    def test_unpacks_no_more_of_an_endless_line_than_is_allowed(self, tmp_path):
        file = tmp_path / "bomb.gz"
        file.write_bytes(gzip.compress(b"0" * 5_000_000))
        read = []

        with (
            pytest.raises(HarvestRefused, match=r"bomb\.gz: unpacks to far more"),
            open_packed(file, most_expansion=10) as lines,
        ):
            read.extend(lines)

        assert read == []
