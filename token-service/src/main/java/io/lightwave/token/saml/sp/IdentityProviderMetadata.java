package io.lightwave.token.saml.sp;

import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.EntityMetadata;
import io.lightwave.token.saml.RoleDescriptor;
import io.lightwave.token.saml.ServiceLocation;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an outside identity provider says of itself (SAML metadata §2.4.3).
///
/// @param signOn where requests go, by HTTP-Redirect or HTTP-POST
/// @param logout where logout messages go
/// @param certificatesUntil when the last of its signing certificates ends; empty when a key came without one
public record IdentityProviderMetadata(
        String entityId,
        Optional<Instant> validUntil,
        List<PublicKey> signingKeys,
        ServiceLocation signOn,
        List<ServiceLocation> logout,
        Optional<Instant> certificatesUntil)
        implements EntityMetadata {

    public IdentityProviderMetadata {
        signingKeys = List.copyOf(signingKeys);
        logout = List.copyOf(logout);
    }

    /// @throws InvalidSamlException when it is not the metadata of one identity provider to sign in at
    public static IdentityProviderMetadata read(String xml) {
        var role = RoleDescriptor.read(xml, "IDPSSODescriptor");
        List<RoleDescriptor.Key> keys = role.keys("signing");
        if (keys.isEmpty()) {
            throw new InvalidSamlException("no key that signs");
        }
        List<ServiceLocation> signOn = role.endpoints("SingleSignOnService");
        return new IdentityProviderMetadata(
                role.entityId(),
                role.validUntil(),
                keys.stream().map(RoleDescriptor.Key::key).toList(),
                by(signOn, Binding.REDIRECT)
                        .or(() -> by(signOn, Binding.POST))
                        .orElseThrow(() -> new InvalidSamlException(
                                "no SingleSignOnService with the binding HTTP-Redirect or HTTP-POST")),
                role.endpoints("SingleLogoutService"),
                role.certificatesUntil("signing"));
    }

    private static Optional<ServiceLocation> by(List<ServiceLocation> all, Binding binding) {
        return all.stream().filter(each -> each.binding() == binding).findFirst();
    }
}
