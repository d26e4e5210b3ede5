"""What is looked for in TypeScript, TSX and JavaScript."""

import functools

import tree_sitter_javascript
import tree_sitter_typescript

from commandcenter.indexing.syntax import Grammar

_SHARED = """
(function_declaration name: (_) @_name) @function
(generator_function_declaration name: (_) @_name) @function
(class_declaration name: (_) @_name) @class
(class_body (method_definition name: (_) @_name) @method)
(variable_declarator name: (identifier) @_name value: [(arrow_function) (function_expression) (generator_function)])
  @function
(variable_declarator name: (identifier) @_name value: (class)) @class
(assignment_expression left: (member_expression) @_target
  right: [(arrow_function) (function_expression) (generator_function)]) @function
(import_statement source: (string) @_source) @import
(export_statement source: (string) @_source) @import
(call_expression function: (import) arguments: (arguments . (string) @_source)) @import
(call_expression function: (identifier) @_callee arguments: (arguments . (string) @_source)
  (#eq? @_callee "require")) @import
"""

_JAVASCRIPT = """
(class_body (field_definition property: (_) @_name value: [(arrow_function) (function_expression)]) @method)
"""

_TYPESCRIPT = """
(abstract_class_declaration name: (_) @_name) @class
(class_body (public_field_definition name: (_) @_name value: [(arrow_function) (function_expression)]) @method)
(class_body [(method_signature name: (_) @_name) (abstract_method_signature name: (_) @_name)] @method)
(function_signature name: (_) @_name) @function
(interface_declaration name: (_) @_name) @interface
(type_alias_declaration name: (_) @_name) @type
(enum_declaration name: (_) @_name) @enum
(internal_module name: (_) @_name) @namespace
(module name: [(identifier) (nested_identifier)] @_name) @namespace
(import_require_clause source: (string) @_source) @import
"""


def grammar_of(path: str) -> Grammar:
    """Choose the grammar by the file's extension."""
    extension = path.rpartition(".")[2].lower()
    return _typescript() if extension in {"ts", "mts", "cts"} else _tsx() if extension == "tsx" else _javascript()


@functools.cache
def _typescript() -> Grammar:
    return Grammar(tree_sitter_typescript.language_typescript(), _SHARED + _TYPESCRIPT)


@functools.cache
def _tsx() -> Grammar:
    return Grammar(tree_sitter_typescript.language_tsx(), _SHARED + _TYPESCRIPT)


@functools.cache
def _javascript() -> Grammar:
    return Grammar(tree_sitter_javascript.language(), _SHARED + _JAVASCRIPT)
