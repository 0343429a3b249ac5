/// The pages people see: rendered here, without a line of JavaScript, under a content security policy that would
/// refuse it.
@NullMarked
package io.lightwave.token.page;

import org.jspecify.annotations.NullMarked;
