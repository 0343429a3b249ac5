/// Public keys of platforms and the signatures they verify (RFC 7515, RFC 7517, RFC 8725): one list of
/// algorithms, each tied to its type of key.
@NullMarked
package io.lightwave.workload.key;

import org.jspecify.annotations.NullMarked;
