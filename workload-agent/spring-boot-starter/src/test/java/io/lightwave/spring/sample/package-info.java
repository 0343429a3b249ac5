/// What an application with the starter looks like.
@NullMarked
package io.lightwave.spring.sample;

import org.jspecify.annotations.NullMarked;
