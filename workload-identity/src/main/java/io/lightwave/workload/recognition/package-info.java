/// From evidence to a workload: verified bytes, typed claims, rules (RFC 7519, RFC 7523, RFC 8725). Evidence never
/// chooses the identity, and nothing it says is fetched.
@NullMarked
package io.lightwave.workload.recognition;

import org.jspecify.annotations.NullMarked;
