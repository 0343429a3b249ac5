/// How a tenant's pages look and speak: language, colours, logo, and the banner before a sign-in; over REST as
/// `policies/appearance`. Colours are taken only with the contrast that WCAG 2.2 AA asks for.
@NullMarked
package io.lightwave.token.appearance;

import org.jspecify.annotations.NullMarked;
