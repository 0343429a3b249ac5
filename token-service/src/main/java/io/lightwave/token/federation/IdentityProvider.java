package io.lightwave.token.federation;

import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.saml.xml.Algorithms;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A provider that a tenant lets its people sign in with.
public record IdentityProvider(
        TenantId tenant, UUID id, Settings settings, Instant createdAt, Instant updatedAt, long version) {

    /// What an operator says of it; see [ProviderDocument].
    ///
    /// @param required of each claim, one of the values
    public record Settings(
            String name,
            String displayName,
            Connection connection,
            List<String> emailDomains,
            String userNameClaim,
            boolean justInTime,
            boolean trustsSecondFactor,
            Map<String, Set<String>> required,
            List<Rule> rules,
            boolean enabled) {
        public Settings {
            emailDomains = List.copyOf(emailDomains);
            required = Map.copyOf(required);
            rules = List.copyOf(rules);
        }
    }

    /// What is spoken with it.
    public sealed interface Connection {
        /// By what it is known: its issuer, or its entityID.
        String names();

        /// One that was accepted once, and is not any more: it can be seen, changed and deleted, and is of no
        /// use.
        ///
        /// @param reason for administrators
        record Unreadable(String reason) implements Connection {
            @Override
            public String names() {
                return "";
            }
        }

        /// OpenID Connect.
        ///
        /// @param answersByForm whether it is asked to answer by `form_post`
        record OpenId(
                URI issuer, String clientId, String authenticationMethod, List<String> scopes, boolean answersByForm)
                implements Connection {
            public OpenId {
                scopes = List.copyOf(scopes);
            }

            @Override
            public String names() {
                return issuer.toString();
            }
        }

        /// SAML 2.0.
        ///
        /// @param subjectAttribute whose value never changes and is never another's; empty for the NameID
        /// @param unsolicited whether people may come from there without having been sent
        /// @param algorithms what is believed of it
        /// @param attributes what of the person is read from where
        record Saml(
                IdentityProviderMetadata metadata,
                Optional<String> subjectAttribute,
                boolean unsolicited,
                Algorithms algorithms,
                Map<String, String> attributes)
                implements Connection {
            public Saml {
                attributes = Map.copyOf(attributes);
            }

            @Override
            public String names() {
                return metadata.entityId();
            }
        }
    }

    /// Whoever has the value in the claim is in the group.
    public record Rule(String claim, String value, String group) {}

    public String name() {
        return settings.name();
    }

    /// Whether an e-mail address is of one of its domains.
    boolean isItsOwn(String address) {
        return settings.emailDomains()
                .contains(address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
    }

    /// Whether what it says of itself may still be believed.
    boolean isValidAt(Instant now) {
        return switch (settings.connection()) {
            case Connection.OpenId _ -> true;
            case Connection.Unreadable _ -> false;
            case Connection.Saml saml -> saml.metadata().isValidAt(now);
        };
    }
}
