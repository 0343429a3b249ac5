@NullMarked
package io.lightwave.server.web;

import org.jspecify.annotations.NullMarked;
