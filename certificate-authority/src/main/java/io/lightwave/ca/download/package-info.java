/// Certificates as files, for operators.
@NullMarked
package io.lightwave.ca.download;

import org.jspecify.annotations.NullMarked;
