"""What is looked for in Go."""

import functools

import tree_sitter_go

from commandcenter.indexing.syntax import Grammar

_QUERY = """
(package_clause (package_identifier) @_package) @package
(import_spec path: (_) @_source) @import
(function_declaration name: (identifier) @_name) @function
(method_declaration
  receiver: (parameter_list . (parameter_declaration type: [
    (type_identifier) @_owner
    (generic_type type: (type_identifier) @_owner)
    (pointer_type (type_identifier) @_owner)
    (pointer_type (generic_type type: (type_identifier) @_owner))
  ]))
  name: (field_identifier) @_name) @method
(type_spec name: (type_identifier) @_name type: (struct_type)) @struct
(type_spec name: (type_identifier) @_name type: (interface_type)) @interface
(type_spec name: (type_identifier) @_name type: [
  (type_identifier) (qualified_type) (generic_type) (pointer_type) (function_type) (map_type) (slice_type) (array_type)
  (channel_type) (parenthesized_type)
]) @type
(type_alias name: (type_identifier) @_name) @type
"""


@functools.cache
def go() -> Grammar:
    """Return the grammar of Go; made once a process."""
    return Grammar(tree_sitter_go.language(), _QUERY)
