package io.lightwave.token.page;

import java.net.URI;
import java.util.Optional;

/// What people are told of a client (OpenID Connect Registration §2), as it is registered.
///
/// @param home its own page
public record ClientCard(
        String name, Optional<URI> logo, Optional<URI> home, Optional<URI> policy, Optional<URI> terms) {}
