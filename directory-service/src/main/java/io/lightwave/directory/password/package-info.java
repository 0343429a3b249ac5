/// People's passwords: the policy they must meet, their Argon2id hashes (RFC 9106), and the check of one. A hash never
/// leaves this feature.
@NullMarked
package io.lightwave.directory.password;

import org.jspecify.annotations.NullMarked;
