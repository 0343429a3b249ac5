/// The RSA keys that a tenant signs SAML messages with, each in a certificate of its own, since that is how SAML
/// metadata names keys.
@NullMarked
package io.lightwave.token.saml.key;

import org.jspecify.annotations.NullMarked;
