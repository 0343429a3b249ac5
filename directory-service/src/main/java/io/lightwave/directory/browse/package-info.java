/// Entries of a tenant over REST: one looks at the tree, and changes it, with the rights, the checks and the audit of
/// LDAP's operations (RFC 4511 §4.5 to §4.9).
@NullMarked
package io.lightwave.directory.browse;

import org.jspecify.annotations.NullMarked;
