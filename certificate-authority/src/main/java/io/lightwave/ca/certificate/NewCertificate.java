package io.lightwave.ca.certificate;

import io.lightwave.ca.template.Template;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.UUID;

/// A certificate that is about to be signed.
///
/// @param authority the one that signs it
/// @param predecessor the record of the certificate that it renews
/// @param evidence what it is given for, as [io.lightwave.directory.Origin] has it
/// @param attester the node that spoke for its holder, as there
/// @param holder the directory entry it is for; empty for the server's own and for authorities
public record NewCertificate(
        TenantId tenant,
        String authority,
        Optional<SubjectId> holder,
        String profile,
        Template template,
        Optional<UUID> predecessor,
        String evidence,
        Optional<SubjectId> attester) {

    /// One that renews none, and that nobody asked for.
    public NewCertificate(
            TenantId tenant, String authority, Optional<SubjectId> holder, String profile, Template template) {
        this(tenant, authority, holder, profile, template, Optional.empty(), "", Optional.empty());
    }
}
