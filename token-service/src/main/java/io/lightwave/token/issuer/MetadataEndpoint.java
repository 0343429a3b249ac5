package io.lightwave.token.issuer;

import io.lightwave.directory.Tenant;
import io.lightwave.token.authorization.ResponseMode;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.claims.PersonClaims;
import io.lightwave.token.client.Capabilities;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.client.ResponseType;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.language.Languages;
import io.lightwave.token.passwordlink.OpenRegistration;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.registration.MetadataDocuments;
import io.lightwave.token.tokenpolicy.TokenPolicies;
import io.lightwave.token.tokenpolicy.TokenPolicy;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The issuer's metadata, the same document at both well-known places (OpenID Connect Discovery §4, RFC 8414 §3).
/// Everything in it comes from the stored issuer, nothing from the request.
@RestController
class MetadataEndpoint {
    private static final Duration MAXIMUM_AGE = Duration.ofMinutes(5);
    /// The endpoints that take a client certificate (RFC 8705 §5).
    private static final Map<String, String> MUTUAL_TLS_ENDPOINTS = new TreeMap<>(Map.of(
            "token_endpoint", "/oauth2/token",
            "revocation_endpoint", "/oauth2/revoke",
            "introspection_endpoint", "/oauth2/introspect",
            "userinfo_endpoint", "/oauth2/userinfo",
            "device_authorization_endpoint", "/oauth2/device_authorization",
            "pushed_authorization_request_endpoint", "/oauth2/par"));

    private static final List<String> ASSERTION_ALGORITHMS = Capabilities.ASSERTION_SIGNING;

    private final ActiveTenants tenants;
    private final DetailsTypes detailsTypes;
    private final MetadataDocuments documents;
    private final AuthenticationPolicies policies;
    private final TokenPolicies tokenPolicies;
    private final OpenRegistration registration;
    private final Optional<URI> mutualTlsUrl;
    private final List<String> clientAuthentication;
    private final List<String> confidentialClientAuthentication;

    /// @param mutualTlsUrl where the same endpoints ask for a client certificate; empty when nowhere
    MetadataEndpoint(
            ActiveTenants tenants,
            AuthenticationPolicies policies,
            DetailsTypes detailsTypes,
            MetadataDocuments documents,
            TokenPolicies tokenPolicies,
            OpenRegistration registration,
            Optional<URI> mutualTlsUrl) {
        this.documents = documents;
        this.detailsTypes = detailsTypes;
        this.tenants = tenants;
        this.policies = policies;
        this.registration = registration;
        this.tokenPolicies = tokenPolicies;
        this.mutualTlsUrl = mutualTlsUrl;
        this.clientAuthentication = Capabilities.authenticationMethods().stream()
                .filter(method -> mutualTlsUrl.isPresent() || !method.contains("tls_client_auth"))
                .toList();
        this.confidentialClientAuthentication = clientAuthentication.stream()
                .filter(method -> !method.equals("none"))
                .toList();
    }

    @GetMapping({"/t/{tenant}/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/t/{tenant}"})
    void metadata(@PathVariable String tenant, HttpServletResponse response) throws IOException {
        JsonAnswer.publicDocument(response, document(tenants.require(tenant)), MAXIMUM_AGE);
    }

    private String document(Tenant tenant) {
        URI address = tenant.issuer();
        String issuer = address.toString();
        TokenPolicy policy = tokenPolicies.of(tenant.id());
        boolean implicitFlows = policy.permitsImplicitFlows();
        List<String> signing = Capabilities.signing(policy);
        var metadata = new JwtClaims()
                .with("issuer", issuer)
                .with("authorization_endpoint", issuer + "/oauth2/authorize")
                .with("token_endpoint", issuer + "/oauth2/token")
                .with("jwks_uri", issuer + "/oauth2/jwks")
                .with("userinfo_endpoint", issuer + "/oauth2/userinfo")
                .with("pushed_authorization_request_endpoint", issuer + "/oauth2/par")
                .with("device_authorization_endpoint", issuer + "/oauth2/device_authorization")
                .with("end_session_endpoint", issuer + "/oauth2/logout")
                .with("check_session_iframe", issuer + "/oauth2/check-session")
                .with("introspection_endpoint", issuer + "/oauth2/introspect")
                .with("revocation_endpoint", issuer + "/oauth2/revoke")
                .with("registration_endpoint", issuer + "/oauth2/register")
                .with("scopes_supported", List.of("openid", "profile", "email", "address", "phone", "offline_access"))
                .with("response_types_supported", ResponseType.supported(implicitFlows))
                .with("response_modes_supported", ResponseMode.names())
                .with(
                        "grant_types_supported",
                        Stream.of(GrantType.values())
                                .filter(type -> implicitFlows || type.isExchanged())
                                .map(GrantType::value)
                                .toList())
                .with("subject_types_supported", Capabilities.SUBJECT_TYPES)
                .with("id_token_signing_alg_values_supported", signing)
                .with("id_token_encryption_alg_values_supported", Capabilities.ENCRYPTION)
                .with("id_token_encryption_enc_values_supported", Capabilities.CONTENT_ENCRYPTION)
                .with("userinfo_signing_alg_values_supported", signing)
                .with("userinfo_encryption_alg_values_supported", Capabilities.ENCRYPTION)
                .with("userinfo_encryption_enc_values_supported", Capabilities.CONTENT_ENCRYPTION)
                .with("token_endpoint_auth_methods_supported", clientAuthentication)
                .with("token_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS)
                .with("introspection_endpoint_auth_methods_supported", confidentialClientAuthentication)
                .with("introspection_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS)
                .with("introspection_signing_alg_values_supported", signing)
                .with("introspection_encryption_alg_values_supported", Capabilities.ENCRYPTION)
                .with("introspection_encryption_enc_values_supported", Capabilities.CONTENT_ENCRYPTION)
                .with("revocation_endpoint_auth_methods_supported", clientAuthentication)
                .with("revocation_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS)
                .with("protected_resources", List.of(issuer))
                .with("code_challenge_methods_supported", List.of("S256"))
                .with("dpop_signing_alg_values_supported", DpopProofs.ALGORITHMS)
                .with("authorization_details_types_supported", detailsTypes.supported(tenant.id()))
                .with("client_id_metadata_document_supported", documents.areSupported(tenant.id()))
                .with("authorization_response_iss_parameter_supported", true)
                .with(
                        "prompt_values_supported",
                        registration.isOpen(tenant.id())
                                ? List.of("none", "login", "consent", "select_account", "create")
                                : List.of("none", "login", "consent", "select_account"))
                .with("acr_values_supported", policies.of(tenant.id()).acrValues())
                .with("display_values_supported", List.of("page"))
                .with("ui_locales_supported", Languages.tags())
                .with("claim_types_supported", List.of("normal"))
                .with("claims_supported", claims(implicitFlows))
                .with("backchannel_logout_supported", true)
                .with("backchannel_logout_session_supported", true)
                .with("frontchannel_logout_supported", true)
                .with("frontchannel_logout_session_supported", true)
                .with("claims_parameter_supported", true)
                .with("request_parameter_supported", true)
                .with("request_uri_parameter_supported", true)
                .with("require_request_uri_registration", true)
                .with("require_pushed_authorization_requests", false)
                .with("require_signed_request_object", false)
                .with("request_object_signing_alg_values_supported", Capabilities.REQUEST_OBJECT_SIGNING)
                .with("request_object_encryption_alg_values_supported", Capabilities.ENCRYPTION)
                .with("request_object_encryption_enc_values_supported", Capabilities.CONTENT_ENCRYPTION)
                .with("authorization_signing_alg_values_supported", signing)
                .with("authorization_encryption_alg_values_supported", Capabilities.ENCRYPTION)
                .with("authorization_encryption_enc_values_supported", Capabilities.CONTENT_ENCRYPTION);
        mutualTlsUrl.ifPresent(url -> metadata.with("tls_client_certificate_bound_access_tokens", true)
                .withJson("mtls_endpoint_aliases", aliases(url + address.getRawPath())));
        return metadata.toString();
    }

    private static String aliases(String base) {
        var aliases = new JwtClaims();
        MUTUAL_TLS_ENDPOINTS.forEach((name, path) -> aliases.with(name, base + path));
        return aliases.toString();
    }

    private static List<String> claims(boolean implicitFlows) {
        var names = new ArrayList<>(
                List.of("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"));
        if (implicitFlows) {
            names.add("c_hash");
        }
        names.addAll(PersonClaims.names());
        return names;
    }
}
