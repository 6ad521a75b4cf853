#!/usr/bin/env python3
"""Fails when docs/dependencies.md and the manifests name different direct dependencies."""

import json
import re
import subprocess
import sys
from pathlib import Path

root = Path(__file__).resolve().parent.parent
metadata = json.loads(
    subprocess.run(
        ["cargo", "metadata", "--locked", "--no-deps", "--format-version=1"],
        cwd=root,
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
)
used = {
    (package["name"], dependency["name"])
    for package in metadata["packages"]
    for dependency in package["dependencies"]
}

explained = set()
package = None
for line in (root / "docs/dependencies.md").read_text().splitlines():
    if heading := re.match(r"## (.+)", line):
        package = heading[1]
    elif row := re.match(r"\| `([^`]+)` \| \S", line):
        explained.add((package, row[1]))

for package, dependency in sorted(used - explained):
    print(f"docs/dependencies.md does not say why {package} depends on {dependency}")
for package, dependency in sorted(explained - used):
    print(f"docs/dependencies.md explains {dependency}, which {package} does not depend on")
sys.exit(used != explained)
