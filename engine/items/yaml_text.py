"""Reading YAML that strangers wrote: no tags, no duplicate keys, no date guessing, no alias that explodes."""

from __future__ import annotations

import re
from typing import Any

import yaml

MOST_BYTES = 256 * 1024
MOST_NODES = 20_000
DEEPEST = 30
BRACKETS = re.compile(rb"[\[\]{}]")


class InvalidYaml(ValueError):
    """The text is not YAML of the plain kind; `line` counts from 1 (0 = unknown)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class _Loader(yaml.SafeLoader):
    """Dates stay text, because codes and day numbers look like them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(content: bytes) -> Any:
    """The plain data of the text; InvalidYaml says what and where."""
    if len(content) > MOST_BYTES:
        raise InvalidYaml("larger than 256 KB")
    if _brackets(content) > DEEPEST:
        raise InvalidYaml("nested too deeply")
    try:
        loader = _Loader(content.decode("utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            raise InvalidYaml("the file is empty")
        _measure(node, {}, 0)
        return loader.construct_document(node)
    except UnicodeDecodeError as error:
        raise InvalidYaml("not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise InvalidYaml(str(error.problem or "not YAML"), line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, InvalidYaml):
            raise
        raise InvalidYaml(f"not YAML: {str(error)[:200]}") from error


def _brackets(content: bytes) -> int:
    """How deep brackets nest; the YAML scanner takes seconds over a thousand open ones."""
    depth = deepest = 0
    for sign in BRACKETS.findall(content):
        depth = depth + 1 if sign in b"[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _measure(node: yaml.Node, known: dict[int, int], depth: int) -> int:
    """How many nodes the text stands for once its aliases are written out."""
    if depth > DEEPEST:
        raise InvalidYaml("nested too deeply", node.start_mark.line + 1)
    if id(node) in known:
        return known[id(node)]
    size = 1
    if isinstance(node, yaml.MappingNode):
        _refuse_duplicates(node)
        size += sum(_measure(part, known, depth + 1) for pair in node.value for part in pair)
    elif isinstance(node, yaml.SequenceNode):
        size += sum(_measure(part, known, depth + 1) for part in node.value)
    if size > MOST_NODES:
        raise InvalidYaml("too many values", node.start_mark.line + 1)
    known[id(node)] = size
    return size


def _refuse_duplicates(node: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise InvalidYaml("a key must be plain text", key.start_mark.line + 1)
        if key.value in seen:
            raise InvalidYaml(f"the key {key.value} is written twice", key.start_mark.line + 1)
        seen.add(key.value)
