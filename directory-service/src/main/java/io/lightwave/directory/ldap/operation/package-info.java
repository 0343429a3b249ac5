/// What a request on an LDAP connection does, one class for each operation (RFC 4511 §4.2 to §4.14), over the entries,
/// passwords and principals of the directory. Knows nothing of sockets.
@NullMarked
package io.lightwave.directory.ldap.operation;

import org.jspecify.annotations.NullMarked;
