/// SSH certificates for people and hosts, from the same subjects as X.509 certificates: authorities,
/// issuance, and the key revocation list (OpenSSH's PROTOCOL.certkeys and PROTOCOL.krl).
@NullMarked
package io.lightwave.ca.ssh;

import org.jspecify.annotations.NullMarked;
