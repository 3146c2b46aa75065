"""The table of proposed sites keeps apart what a site adds and all that it carries."""

import pathlib
import re
import tempfile

import _small_town
from _program import HOME, halong, require_program
from _small_day import write_day


def number(text):
    return int(text.replace(",", "").lstrip("+"))


def main():
    require_program("site_table_test.py")
    with tempfile.TemporaryDirectory(prefix="halong_sites_") as name:
        folder = pathlib.Path(name)
        _small_town.write(HOME, folder / "town")
        day = write_day(folder, "town")
        text = halong(0, "site", day, "--count", 3, "--rounds", 1, "--quiet", "--out", folder / "sites")
        assert "mô phỏng/simulated" not in text  # of one site it could be taken for what it adds
        assert "carries itself" in text and "tự phục vụ" in text
        rows = re.findall(r"^(\d|) +(\S.*?) +(\+[\d,]+) +[\d.]+ % +([\d,]+)", text, re.M)
        *sites, whole = rows
        assert [row[0] for row in sites] == ["1", "2", "3"] and whole[1] == "Tổng / All", rows
        for column in (2, 3):  # each figure is rounded by itself
            assert abs(sum(number(row[column]) for row in sites) - number(whole[column])) <= 2, rows
        gains = re.findall(r"gain over the base:? \+([\d,]+)", text)
        assert len(gains) == 2 and len(set(gains)) == 1, text
        assert number(gains[0]) <= number(whole[3]), text  # what others carried before is no gain


main()
