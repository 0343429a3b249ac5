package io.lightwave.token.session;

import io.lightwave.directory.Epochs;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A sign-in as it is kept.
///
/// @param id names it; the secret by which the browser holds it is not here
/// @param signedInAt when the person last signed in here
/// @param authTime when they last proved who they are, which may have been earlier at another provider
/// @param acr how well, by the authentication policy of that time
/// @param amr by which methods (RFC 8176)
/// @param epochs of tenant and subject at that time
/// @param lastUsedAt exact to a minute
/// @param address from where its person last proved who they are
/// @param device what the browser then called itself, at most 200 characters
public record Session(
        TenantId tenant,
        UUID id,
        SubjectId subject,
        Instant signedInAt,
        Instant authTime,
        String acr,
        List<String> amr,
        Epochs epochs,
        Instant createdAt,
        Instant lastUsedAt,
        String address,
        String device) {

    public Session {
        amr = List.copyOf(amr);
    }
}
