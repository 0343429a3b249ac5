/// Gives a Spring Boot application the identity that the agent of its machine has for it: certificate, key, anchors
/// and access tokens, always the newest.
@NullMarked
package io.lightwave.spring;

import org.jspecify.annotations.NullMarked;
