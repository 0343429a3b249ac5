/// How people sign in by clients that are no browsers (SAML profiles §4.2): by the name and password that the
/// client sends along.
@NullMarked
package io.lightwave.token.ecp;

import org.jspecify.annotations.NullMarked;
