/// The identity provider: Web Browser SSO (SAML profiles §4.1) by the bindings HTTP-Redirect and HTTP-POST, and
/// its metadata.
@NullMarked
package io.lightwave.token.saml.idp;

import org.jspecify.annotations.NullMarked;
