/// Users and groups by SCIM 2.0 (RFC 7643, RFC 7644, RFC 9865): operations on entries, under the same access rules as
/// those of LDAP.
@NullMarked
package io.lightwave.directory.scim;

import org.jspecify.annotations.NullMarked;
