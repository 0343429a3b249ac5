/// Single logout (SAML profiles §4.4): a service provider ends the session of a person, or we do, and the others
/// hear of it in the person's browser, or by SOAP.
@NullMarked
package io.lightwave.token.saml.logout;

import org.jspecify.annotations.NullMarked;
