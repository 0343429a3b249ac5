/// What is still asked of somebody who has proved something: the tenant's authentication policy, the factors the person
/// has, and what a client wants, taken together in one place.
@NullMarked
package io.lightwave.token.assurance;

import org.jspecify.annotations.NullMarked;
