"""The language of a file, by its name alone."""

from collections.abc import Mapping

_EXTENSIONS: Mapping[str, str] = {
    extension: language
    for language, extensions in {
        "Python": "py pyi pyw",
        "TypeScript": "ts tsx mts cts",
        "JavaScript": "js jsx mjs cjs",
        "Go": "go",
        "Rego": "rego",
        "Java": "java",
        "Kotlin": "kt kts",
        "Scala": "scala",
        "Rust": "rs",
        "C": "c h",
        "C++": "cc cpp cxx hpp hh",
        "C#": "cs",
        "Swift": "swift",
        "Ruby": "rb",
        "PHP": "php",
        "Perl": "pl pm",
        "Lua": "lua",
        "R": "r",
        "Elixir": "ex exs",
        "Erlang": "erl hrl",
        "Haskell": "hs",
        "Solidity": "sol",
        "Shell": "sh bash zsh",
        "PowerShell": "ps1",
        "SQL": "sql",
        "GraphQL": "graphql gql",
        "Protocol Buffers": "proto",
        "Terraform": "tf tfvars",
        "HTML": "html htm",
        "CSS": "css scss sass less",
        "Vue": "vue",
        "Svelte": "svelte",
        "Markdown": "md markdown",
        "reStructuredText": "rst",
        "JSON": "json",
        "YAML": "yaml yml",
        "TOML": "toml",
        "XML": "xml xsd",
        "INI": "ini cfg",
    }.items()
    for extension in extensions.split()
}
_NAMES: Mapping[str, str] = {"Makefile": "Makefile", "Dockerfile": "Dockerfile", "Jenkinsfile": "Groovy"}


def language_of(path: str) -> str | None:
    """Name the language of a path such as `src/a.py`, or None when its name does not tell."""
    name = path.rpartition("/")[2]
    return _NAMES.get(name) or _EXTENSIONS.get(name.rpartition(".")[2].lower() if "." in name else "")
