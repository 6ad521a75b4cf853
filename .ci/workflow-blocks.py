#!/usr/bin/env python3
"""Writes every workflow that stands in a page of documentation into a file of its own.

.ci/workflow-blocks.py FOLDER: makes FOLDER a repository with those workflows, so that linters of workflows
can look at them. The metadata of this action stands there as `./`, so that its inputs are checked too.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)
# The name under which the pages use the action.
PUBLISHED = "package-steward/package-steward@v1"


def pages():
    """The pages that users read."""
    yield ROOT / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))


def workflow(block, name):
    """The block as a workflow: as it is, or, where it is only steps, within the job that it is pasted into."""
    block = block.replace(PUBLISHED, "./")
    if re.search(r"^jobs:", block, re.MULTILINE):
        return block
    if not re.match(r"\s*- uses:", block):
        return None
    head = f"name: {name}\non: workflow_dispatch\npermissions: {{}}\njobs:\n  steps:\n    runs-on: ubuntu-latest\n    steps:\n"
    return head + "".join(f"      {line}\n" if line else "\n" for line in dedent(block))


def dedent(block):
    """Lines without the indentation of the first."""
    lines = block.rstrip().split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return [line[indent:] for line in lines]


def main():
    """Writes the files and tells how many there are."""
    folder = pathlib.Path(sys.argv[1])
    target = folder / ".github" / "workflows"
    target.mkdir(parents=True)
    shutil.copy(ROOT / "action.yml", folder)
    shutil.copy(ROOT / "Dockerfile", folder)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    count = 0
    for page in pages():
        stem = re.sub(r"[^a-z0-9]+", "-", str(page.relative_to(ROOT)).lower()).strip("-")
        for number, match in enumerate(BLOCK.finditer(page.read_text())):
            text = workflow(match.group(1), f"{stem} {number}")
            if text is not None:
                line = page.read_text()[: match.start()].count("\n") + 1
                (target / f"{stem}-line-{line}.yml").write_text(text)
                count += 1
    print(f"{count} workflows in the documentation")
    if count == 0:
        sys.exit("expected workflows in README.md and docs, and found none")


main()
