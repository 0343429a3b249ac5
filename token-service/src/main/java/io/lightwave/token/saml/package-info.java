/// SAML 2.0 (OASIS saml-core, saml-bindings, saml-profiles, saml-metadata, with errata 05): a tenant is an
/// identity provider for service providers that its administrators register.
@NullMarked
package io.lightwave.token.saml;

import org.jspecify.annotations.NullMarked;
