#!/usr/bin/env python3
"""Writes which software a built program consists of, as CycloneDX 1.5 JSON.

    sbom.py PROGRAM VERSION PACKAGES.txt package-lock.json > FILE

Debian packages: those whose libraries the program loads, and those of the list (their headers are compiled in). npm
packages: those that the viewer ships. The same inputs give the same bytes.
"""

import json
import pathlib
import re
import subprocess
import sys
from urllib.parse import quote


def lines(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()


def loaded_packages(program):
    """The Debian packages that own the shared libraries which the program loads."""
    paths = [match[1] for line in lines("ldd", program) if (match := re.search(r"=> (/\S+)", line))]
    names = set()
    for path in paths:
        # since the merge of /lib into /usr/lib, a file may be known under either name
        for known in (path, str(pathlib.Path(path).resolve()), path.removeprefix("/usr")):
            found = subprocess.run(["dpkg-query", "-S", known], capture_output=True, text=True).stdout
            if found:
                names.add(found.split(":")[0])
                break
        else:
            sys.exit(f"sbom: no Debian package owns {path}")
    return names


def compiled_in(packages_file):
    """The development packages of a list, one a line."""
    words = [line.split("#")[0].strip() for line in pathlib.Path(packages_file).read_text(encoding="utf-8").splitlines()]
    return {word for word in words if word.endswith("-dev") or word.startswith("node-")}


def debian_components(program, packages_file):
    for name in sorted(loaded_packages(program) | compiled_in(packages_file)):
        shown = lines("dpkg-query", "-W", "-f=${Version} ${Architecture}\\n", name)[0]
        version, architecture = shown.split()
        yield {"type": "library", "name": name, "version": version,
               "purl": f"pkg:deb/debian/{quote(name, safe='')}@{quote(version, safe='~')}?arch={architecture}"}


def npm_components(lock_file):
    packages = json.loads(pathlib.Path(lock_file).read_text(encoding="utf-8"))["packages"]
    for path, package in sorted(packages.items()):
        if not path or package.get("dev") or package.get("optional"):
            continue
        name = path.rsplit("node_modules/", 1)[1]
        component = {"type": "library", "name": name, "version": package["version"],
                     "purl": f"pkg:npm/{quote(name)}@{package['version']}"}
        if licence := package.get("license"):
            component["licenses"] = [{"expression": licence} if " " in licence else {"license": {"id": licence}}]
        yield component


def main():
    program, version, packages_file, lock_file = sys.argv[1:]
    components = [*debian_components(program, packages_file), *npm_components(lock_file)]
    json.dump({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "name": "halong", "version": version,
                                   "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": components,
    }, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


main()
