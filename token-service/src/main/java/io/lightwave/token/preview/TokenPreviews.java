package io.lightwave.token.preview;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.Confirmation;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authorization.AccessWishes;
import io.lightwave.token.authorization.AuthorizationError;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.grant.Fulfilment;
import io.lightwave.token.grant.GrantDecision;
import io.lightwave.token.grant.TokenPipeline;
import io.lightwave.token.grant.TokenPipeline.Foreseen;
import io.lightwave.token.grant.TokenRequest;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.userinfo.UserInfoClaims;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Drafts what a client would get, for itself or for a person who signed in by password just now and agreed to all.
final class TokenPreviews {
    /// Grants in which a person agrees.
    private static final Set<GrantType> OF_PEOPLE = Set.of(GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE);

    /// Stands for what only a real request has.
    private static final UUID NONE = new UUID(0, 0);

    private static final String NO_THUMBPRINT = "A".repeat(43);

    private final TokenPipeline pipeline;
    private final AccessWishes wishes;
    private final Approvals approvals;
    private final TokenViews views;
    private final UserInfoClaims userInfo;
    private final AuthenticationPolicies policies;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final InstantSource clock;

    TokenPreviews(
            TokenPipeline pipeline,
            AccessWishes wishes,
            Approvals approvals,
            TokenViews views,
            UserInfoClaims userInfo,
            AuthenticationPolicies policies,
            Subjects subjects,
            ActivePrincipals principals,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.wishes = wishes;
        this.approvals = approvals;
        this.views = views;
        this.userInfo = userInfo;
        this.policies = policies;
        this.subjects = subjects;
        this.principals = principals;
        this.clock = clock;
    }

    /// @throws InvalidFieldException when a request like that would be refused
    PreviewView of(Tenant tenant, Client client, Asked asked, Origin origin) {
        GrantType type = asked.grant();
        ActivePrincipal principal = principals
                .find(tenant.id(), client.id())
                .orElseThrow(() -> new InvalidFieldException("client", "it is disabled"));
        var registered = new AuthenticatedClient.Registered(client, principal);
        if (type != GrantType.AUTHORIZATION_CODE) {
            requireNone("claims", asked.claims());
            requireNone("nonce", asked.nonce());
        }
        if (type == GrantType.CLIENT_CREDENTIALS) {
            if (asked.user() != null) {
                throw new InvalidFieldException("user", "nobody stands behind a client's own credentials");
            }
            return ofItself(tenant, registered, asked, origin);
        }
        if (!OF_PEOPLE.contains(type)) {
            throw new InvalidFieldException("grantType", "there are no previews of this grant");
        }
        if (!client.mayUse(type)) {
            throw new InvalidFieldException("grantType", "the client is not registered for it");
        }
        return ofPerson(tenant, registered, type, person(tenant, asked.user()), asked, origin);
    }

    private static void requireNone(String field, @Nullable Object given) {
        if (given != null) {
            throw new InvalidFieldException(field, "a request for this grant has none");
        }
    }

    private ActivePrincipal person(Tenant tenant, @Nullable String idOrName) {
        return Optional.ofNullable(idOrName)
                .flatMap(name -> subjects.find(tenant.id(), SubjectKind.USER, name))
                .flatMap(subject -> principals.find(tenant.id(), subject.id()))
                .orElseThrow(() -> new InvalidFieldException("user", "there is no such user, or it is disabled"));
    }

    private PreviewView ofItself(Tenant tenant, AuthenticatedClient.Registered client, Asked asked, Origin origin) {
        var form = new HashMap<String, String>();
        asked.scopeText().ifPresent(scope -> form.put("scope", scope));
        asked.resourceText().ifPresent(resource -> form.put("resource", resource));
        asked.detailsText().ifPresent(details -> form.put("authorization_details", details));
        Foreseen.Token token = require(pipeline.foresee(request(tenant, client, form, origin)));
        var sources = new ClaimSources(client.client(), client.principal(), asked);
        return new PreviewView(
                GrantType.CLIENT_CREDENTIALS.value(),
                sorted(token.scopes()),
                token.audience(),
                views.ofAccessToken(token, sources),
                null,
                null);
    }

    private PreviewView ofPerson(
            Tenant tenant,
            AuthenticatedClient.Registered client,
            GrantType type,
            ActivePrincipal person,
            Asked asked,
            Origin origin) {
        Approval approval = approvals.unkept(given(tenant, client, person, asked));
        var granted = new GrantDecision.Granted(
                person, approval.limits(tenant), Optional.of(approval.authorization()), Fulfilment.NOTHING);
        Foreseen.Token token = require(pipeline.foresee(request(tenant, client, Map.of(), origin), granted));
        var sources = new ClaimSources(client.client(), person, asked);
        boolean aboutPerson = approval.scopes().contains("openid");
        return new PreviewView(
                type.value(),
                sorted(token.scopes()),
                token.audience(),
                views.ofAccessToken(token, sources),
                aboutPerson
                        ? views.ofIdToken(idTokenFor(tenant, client.client(), person, approval, asked), token, sources)
                        : null,
                aboutPerson
                        ? views.ofClaims(
                                userInfo.of(tenant, client.client(), person, token.scopes(), approval.claims()),
                                sources::ofPerson)
                        : null);
    }

    private static IdTokens.Occasion idTokenFor(
            Tenant tenant, Client client, ActivePrincipal person, Approval approval, Asked asked) {
        return new IdTokens.Occasion(tenant, client, person, approval, Optional.ofNullable(asked.nonce()));
    }

    private Approvals.Given given(
            Tenant tenant, AuthenticatedClient.Registered client, ActivePrincipal person, Asked asked) {
        List<String> resources = asked.resourceText().stream().toList();
        List<String> proved = List.of(SignIn.PASSWORD);
        return switch (wishes.check(tenant, client.client(), asked.scopeText(), resources, asked.detailsText())) {
            case AccessWishes.Outcome.Refused(AuthorizationError error, String description) ->
                throw new InvalidFieldException(field(error.code()), description);
            case AccessWishes.Outcome.Acceptable(
                    Set<String> scopes,
                    List<String> audiences,
                    AuthorizationDetails details) ->
                new Approvals.Given(
                        client.principal(),
                        person,
                        NONE,
                        NONE,
                        clock.instant(),
                        clock.instant(),
                        policies.of(tenant.id()).acr(proved),
                        proved,
                        scopes,
                        audiences,
                        asked.claimsRequest().within(client.client().scopes()),
                        details);
        };
    }

    /// With the proof that the client is registered to give, but of no key.
    private static TokenRequest request(
            Tenant tenant, AuthenticatedClient.Registered client, Map<String, String> form, Origin origin) {
        var metadata = client.client().metadata();
        var confirmation = new Confirmation(
                Optional.of(NO_THUMBPRINT).filter(_ -> metadata.flag(MetadataField.DPOP_BOUND_ACCESS_TOKENS)),
                Optional.of(NO_THUMBPRINT)
                        .filter(_ -> metadata.flag(MetadataField.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS)));
        return new TokenRequest(tenant, client, FormParameters.of(form), confirmation, origin);
    }

    private static Foreseen.Token require(Foreseen foreseen) {
        return switch (foreseen) {
            case Foreseen.Token token -> token;
            case Foreseen.Refused(EndpointError error, String reason) ->
                throw new InvalidFieldException(field(error.code()), reason);
        };
    }

    private static String field(String error) {
        return switch (error) {
            case "invalid_scope" -> "scopes";
            case "invalid_target" -> "resource";
            case "invalid_authorization_details" -> "authorizationDetails";
            default -> "grantType";
        };
    }

    private static List<String> sorted(Set<String> scopes) {
        return List.copyOf(new TreeSet<>(scopes));
    }
}
