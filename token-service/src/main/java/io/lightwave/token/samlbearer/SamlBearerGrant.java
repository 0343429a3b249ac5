package io.lightwave.token.samlbearer;

import io.lightwave.token.accesstoken.Provenance;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.federation.SamlBearers;
import io.lightwave.token.federation.SamlBearers.Outcome;
import io.lightwave.token.grant.Fulfilment;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.grant.GrantDecision;
import io.lightwave.token.grant.Limits;
import io.lightwave.token.grant.TokenRequest;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.XmlElement;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A client that has proved itself gets a token about the person of an assertion, for itself and the resource
/// servers that it is registered for. Never one for the issuer: it would open our own doors to whoever holds an
/// assertion. The token is short and not renewed, and ends with the assertion (RFC 7521 §4.1).
final class SamlBearerGrant implements Grant {
    private static final Set<String> OF_OPENID_CONNECT =
            Set.of("openid", "profile", "email", "address", "phone", "offline_access");
    private static final String NOT_VALID = "the assertion is not valid";

    private final SamlBearers bearers;

    SamlBearerGrant(SamlBearers bearers) {
        this.bearers = bearers;
    }

    @Override
    public GrantType type() {
        return GrantType.SAML2_BEARER;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        String encoded = request.parameters().require("assertion");
        if (!(request.client() instanceof Registered(Client client, var _))) {
            return new GrantDecision.Refused(
                    EndpointError.UNAUTHORIZED_CLIENT, "the client may not use this grant", "not a registered client");
        }
        if (client.metadata().flag(MetadataField.REQUIRE_CONSENT)) {
            return new GrantDecision.Refused(
                    EndpointError.UNAUTHORIZED_CLIENT,
                    "the person cannot be asked for consent",
                    "a client that people have to agree to");
        }
        XmlElement assertion;
        try {
            assertion = StrictXml.message(Base64.getUrlDecoder().decode(encoded));
        } catch (IllegalArgumentException notBase64Url) {
            return invalid("not base64url");
        } catch (InvalidSamlException malformed) {
            return invalid(malformed.reason());
        }
        String endpoint = request.tenant().issuer() + "/oauth2/token";
        return switch (bearers.read(request.tenant(), endpoint, assertion)) {
            case Outcome.Refused(String reason) -> invalid(reason);
            case Outcome.Believed believed -> granted(request, client, believed);
        };
    }

    private GrantDecision granted(TokenRequest request, Client client, Outcome.Believed believed) {
        var scopes = new HashSet<>(client.scopes());
        scopes.removeAll(OF_OPENID_CONNECT);
        var audiences = new HashSet<>(client.audiences());
        audiences.remove(request.tenant().issuer().toString());
        return new GrantDecision.Granted(
                believed.person(),
                new Limits(scopes, audiences, client.clientId()),
                Optional.empty(),
                (_, _, _) -> bearers.consume(believed)
                        ? new Fulfilment.Outcome.Fulfilled(Optional.empty(), Optional.empty())
                        : new Fulfilment.Outcome.Spent(
                                EndpointError.INVALID_GRANT, NOT_VALID, "the assertion has been taken before"),
                new Provenance(
                        Optional.empty(), Optional.of(believed.expiresAt()), Optional.empty(), Optional.empty()));
    }

    private static GrantDecision invalid(String reason) {
        return new GrantDecision.Refused(EndpointError.INVALID_GRANT, NOT_VALID, reason);
    }
}
