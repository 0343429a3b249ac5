/// Service providers: their metadata (SAML metadata §2.4.4), and what a tenant's administrators decide about them.
@NullMarked
package io.lightwave.token.saml.provider;

import org.jspecify.annotations.NullMarked;
