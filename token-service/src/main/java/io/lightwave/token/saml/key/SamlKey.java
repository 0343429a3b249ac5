package io.lightwave.token.saml.key;

import io.lightwave.token.saml.xml.Signer;
import java.time.Instant;
import java.util.UUID;

/// A key of a tenant with its private half.
public record SamlKey(UUID id, KeyState state, Signer signer, Instant stateSince) {}
