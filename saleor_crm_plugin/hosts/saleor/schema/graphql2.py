"""
The names of graphql-core 2 that this host uses, untyped.

The type checker runs beside graphql-core 3, where some of them are called differently and others answer
differently; what it would say of them is wrong.
"""

from importlib import import_module
from typing import Any

import graphql

Schema = Any

execute: Any = graphql.execute
parse: Any = graphql.parse
validate: Any = graphql.validate
get_operation_ast: Any = graphql.get_operation_ast
GraphQLError = graphql.GraphQLError
Source: Any = graphql.Source
_lexer: Any = import_module("graphql.language.lexer")
Lexer: Any = _lexer.Lexer
END: Any = _lexer.TokenKind.EOF
WHOLE_NUMBER: Any = _lexer.TokenKind.INT
