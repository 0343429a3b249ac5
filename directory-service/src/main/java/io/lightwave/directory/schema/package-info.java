/// Attribute types, object classes, syntaxes and matching rules (RFC 4512, 4517, 4518, 4519), and the check of entries
/// against them.
@NullMarked
package io.lightwave.directory.schema;

import org.jspecify.annotations.NullMarked;
