/// ACME's resources (RFC 8555 §7, RFC 9773, draft-ietf-acme-profiles): directory, accounts, orders, certificates.
@NullMarked
package io.lightwave.ca.acme;

import org.jspecify.annotations.NullMarked;
