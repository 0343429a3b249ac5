/// The HTTP front of issuance: a request in, a chain out.
@NullMarked
package io.lightwave.ca.enrollment;

import org.jspecify.annotations.NullMarked;
