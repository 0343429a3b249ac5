/// What a tenant asks of people who sign in: which factors, when a second one, and which authentication context each
/// combination of them earns.
@NullMarked
package io.lightwave.token.policy;

import org.jspecify.annotations.NullMarked;
