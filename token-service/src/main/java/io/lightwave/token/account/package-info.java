/// The account pages: what people see and change of their own account, signed in by the tenant's own session, without
/// a line of script.
@NullMarked
package io.lightwave.token.account;

import org.jspecify.annotations.NullMarked;
