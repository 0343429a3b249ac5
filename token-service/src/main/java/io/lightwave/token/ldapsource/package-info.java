/// Directories of others (LDAPv3, RFC 4511; Active Directory among them) whose people sign in with the password they
/// have there: what an operator registers of them, the search and the bind that check a password, and whom their
/// entries stand for here.
@NullMarked
package io.lightwave.token.ldapsource;

import org.jspecify.annotations.NullMarked;
