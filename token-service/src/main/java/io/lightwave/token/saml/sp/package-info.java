/// What a service provider needs (SAML profiles §4.1.4.3): the metadata of an outside identity provider, requests to
/// it, and the one place in which an assertion of somebody else is believed.
@NullMarked
package io.lightwave.token.saml.sp;

import org.jspecify.annotations.NullMarked;
