/// LDAP connections: listeners, TLS, framing and limits of the LDAP v3 wire (RFC 4511 §5), one virtual thread a
/// connection. What the operations do is decided in `ldap.operation`; nothing here knows an entry.
@NullMarked
package io.lightwave.directory.ldap;

import org.jspecify.annotations.NullMarked;
