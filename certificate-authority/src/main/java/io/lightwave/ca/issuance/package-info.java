/// From a PKCS #10 request (RFC 2986) to a certificate: profile, template, lint, record, signature, re-check, chain.
@NullMarked
package io.lightwave.ca.issuance;

import org.jspecify.annotations.NullMarked;
