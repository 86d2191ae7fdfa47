"""The E-ARK validator of the Digital Preservation Coalition's tool set, run beside ours. Run as a program.

It asks the net for word lists when it is imported; the same lists lie in its package and are given to it from there.
Prints JSON: per package, the ids of errors in structure, schema and Schematron with where they were found.
"""

import importlib.util
import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

TIMEOUT = 120


def verdicts(*packages: Path) -> dict[str, dict[str, Any]]:
    """Return what the validator says of packages, by name; in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, packages)], capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def _judge(place: Path) -> dict[str, Any]:
    from eark_validator.model.validation_report import Severity
    from eark_validator.packages import PackageValidator

    try:
        report = PackageValidator(place).validation_report
    except (ValueError, OSError, SyntaxError, KeyError, TypeError, RuntimeError) as error:
        return {"errors": [[type(error).__name__, str(error)[:200]]]}
    found = list(report.structure.messages)
    if report.metadata is not None:
        found += report.metadata.schema_results.messages + report.metadata.schematron_results.messages
    return {"errors": [[one.rule_id, str(one.location)] for one in found if one.severity == Severity.ERROR]}


def _main(places: list[str]) -> None:
    spec = importlib.util.find_spec("eark_validator")
    assert spec is not None
    assert spec.submodule_search_locations
    lists = Path(spec.submodule_search_locations[0]) / "ipxml/resources/vocabs"
    urllib.request.urlopen = lambda address: (lists / address.rsplit("/", 1)[1]).open("rb")  # type: ignore[assignment]
    print(json.dumps({Path(place).name: _judge(Path(place)) for place in places}))


if __name__ == "__main__":
    _main(sys.argv[1:])
