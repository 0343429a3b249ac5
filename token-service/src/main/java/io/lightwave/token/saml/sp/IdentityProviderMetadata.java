package io.lightwave.token.saml.sp;

import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.EntityMetadata;
import io.lightwave.token.saml.RoleDescriptor;
import io.lightwave.token.saml.ServiceLocation;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an outside identity provider says of itself (SAML metadata §2.4.3).
///
/// @param signOn where requests go, by HTTP-Redirect or HTTP-POST
/// @param logout where logout messages go
/// @param certificatesEnd when the last of its signing certificates ends, which matters to people, not to
///     signatures
public record IdentityProviderMetadata(
        String entityId,
        Optional<Instant> validUntil,
        List<PublicKey> signingKeys,
        ServiceLocation signOn,
        List<ServiceLocation> logout,
        Instant certificatesEnd)
        implements EntityMetadata {

    public IdentityProviderMetadata {
        signingKeys = List.copyOf(signingKeys);
        logout = List.copyOf(logout);
    }

    @Override
    public Optional<Instant> certificatesUntil() {
        return Optional.of(certificatesEnd);
    }

    /// @throws InvalidSamlException when it is not the metadata of one identity provider that can be signed in
    /// at
    public static IdentityProviderMetadata read(String xml) {
        var role = RoleDescriptor.read(xml, "IDPSSODescriptor");
        List<X509Certificate> certificates = role.certificates("signing");
        if (certificates.isEmpty()) {
            throw new InvalidSamlException("no certificate of a key that signs");
        }
        List<ServiceLocation> signOn = role.endpoints("SingleSignOnService");
        return new IdentityProviderMetadata(
                role.entityId(),
                role.validUntil(),
                certificates.stream().map(X509Certificate::getPublicKey).toList(),
                by(signOn, Binding.REDIRECT)
                        .or(() -> by(signOn, Binding.POST))
                        .orElseThrow(() -> new InvalidSamlException(
                                "no SingleSignOnService with the binding HTTP-Redirect or HTTP-POST")),
                role.endpoints("SingleLogoutService"),
                certificates.stream()
                        .map(each -> each.getNotAfter().toInstant())
                        .max(Instant::compareTo)
                        .orElseThrow());
    }

    private static Optional<ServiceLocation> by(List<ServiceLocation> all, Binding binding) {
        return all.stream().filter(each -> each.binding() == binding).findFirst();
    }
}
