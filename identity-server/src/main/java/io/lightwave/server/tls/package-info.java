/// The server's own TLS identity: a certificate from the system tenant's authority, or from files, that renews or
/// reloads behind one `SSLContext` without a restart. TLS 1.3 and 1.2 (RFC 8446, RFC 5246, RFC 9325).
@NullMarked
package io.lightwave.server.tls;

import org.jspecify.annotations.NullMarked;
