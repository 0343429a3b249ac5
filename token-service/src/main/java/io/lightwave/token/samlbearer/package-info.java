/// The SAML 2.0 bearer assertion grant (RFC 7522 §2.1): access tokens for what an identity provider of the
/// tenant says of a person.
@NullMarked
package io.lightwave.token.samlbearer;

import org.jspecify.annotations.NullMarked;
