/// People over SCIM 2.0 (RFC 7643, RFC 7644): create, read, list, change, delete.
@NullMarked
package io.lightwave.server.scim;

import org.jspecify.annotations.NullMarked;
