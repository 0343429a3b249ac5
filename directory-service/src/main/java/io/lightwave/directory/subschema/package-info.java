/// What tenants add to the schema (RFC 4512 §4.2): attribute types and object classes of their own, taken up and given
/// up while the directory is in use.
@NullMarked
package io.lightwave.directory.subschema;

import org.jspecify.annotations.NullMarked;
