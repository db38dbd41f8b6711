"""Prints what botocore's models say of the parameters that are read from standard input, one a line, as JSON."""

import json
import sys

import botocore
import botocore.session

NAMES = {"min": "min", "max": "max", "pattern": "pattern", "enum": "values"}


def shape_of(session, service, operation, path):
    shape = session.get_service_model(service).operation_model(operation).input_shape
    for part in path.split("."):
        if part == "[]":
            shape = shape.member
        elif part in ("{key}", "{value}"):
            shape = shape.key if part == "{key}" else shape.value
        else:
            shape = shape.members[part]
    return shape


def main():
    session = botocore.session.get_session()
    limits = {}
    for line in sys.stdin.read().splitlines():
        metadata = shape_of(session, *line.split(" ")).metadata
        limits[line] = {ours: metadata[name] for name, ours in NAMES.items() if name in metadata}
    print(json.dumps({"sources": [f"botocore {botocore.__version__}"], "limits": limits}))


main()
