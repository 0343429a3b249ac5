/// Rich authorization requests (RFC 9396): the types of `authorization_details` that a tenant's resource servers take,
/// and what clients ask for, are granted, and get of them.
@NullMarked
package io.lightwave.token.authorizationdetails;

import org.jspecify.annotations.NullMarked;
