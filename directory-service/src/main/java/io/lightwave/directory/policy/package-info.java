/// The password policy of a tenant over REST: the entry `cn=password,ou=policies` in other words,
/// changed in the same way and by the same checks as over LDAP.
@NullMarked
package io.lightwave.directory.policy;

import org.jspecify.annotations.NullMarked;
