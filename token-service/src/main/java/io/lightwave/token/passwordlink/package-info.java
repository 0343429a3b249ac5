/// Setting a password by a link in a letter: of people who have forgotten theirs, and of those whom an administrator
/// invites. A link signs nobody in, and does for no second factor.
@NullMarked
package io.lightwave.token.passwordlink;

import org.jspecify.annotations.NullMarked;
