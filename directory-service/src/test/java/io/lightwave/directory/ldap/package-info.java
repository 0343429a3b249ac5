@NullMarked
package io.lightwave.directory.ldap;

import org.jspecify.annotations.NullMarked;
