/// One-time codes in letters, as a second factor that a tenant's policy names: to a verified
/// address, for one step of one sign-in in one browser, once, for ten minutes.
@NullMarked
package io.lightwave.token.emailcode;

import org.jspecify.annotations.NullMarked;
