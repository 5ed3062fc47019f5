"""Code that the documentation shows is code that works: it parses, and queries fit the schema."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
SCHEMA = ROOT / "saleor_crm_plugin" / "api" / "schema.graphql"
BLOCKS = [
    pytest.param(language, code, id=f"{page.name}-{number}-{language}")
    for page in PAGES
    for number, (language, code) in enumerate(
        re.findall(r"^ *```(\w+)[^\n]*\n(.*?)^ *```", page.read_text(), re.MULTILINE | re.DOTALL)
    )
]
LANGUAGES = {
    "sh",
    "text",
    "mermaid",
    "python",
    "json",
    "toml",
    "yaml",
    "csv",
    "graphql",
    "ini",
    "sql",
    "dockerfile",
}


def _graphql_errors(code: str) -> list[str]:
    schema = build_schema(SCHEMA.read_text(), assume_valid_sdl=True)
    return [error.message for error in validate(schema, parse(code))]


@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_a_block_of_code_is_code(language, code):
    assert language in LANGUAGES

    if language == "sh":
        subprocess.run(["bash", "-n", "-c", code], check=True)
    if language == "python":
        compile(code, "docs", "exec")
    if language == "json":
        json.loads(code)
    if language == "toml":
        tomllib.loads(code)
    if language == "graphql":
        assert _graphql_errors(code) == []
