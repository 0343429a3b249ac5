package io.lightwave.token.preview;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.AccessTokenMint;
import io.lightwave.token.accesstoken.Confirmation;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authorization.AccessWishes;
import io.lightwave.token.authorization.AuthorizationError;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.grant.Fulfilment;
import io.lightwave.token.grant.GrantDecision;
import io.lightwave.token.grant.TokenPipeline;
import io.lightwave.token.grant.TokenPipeline.Foreseen;
import io.lightwave.token.grant.TokenRequest;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.preview.ClaimSources.Source;
import io.lightwave.token.preview.PreviewView.ClaimView;
import io.lightwave.token.preview.PreviewView.TokenView;
import io.lightwave.token.protocol.EndpointError;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.userinfo.UserInfoClaims;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/// Drafts what a client would get, for itself or for a person who signed in by password just now and agreed to all.
final class TokenPreviews {
    /// Grants in which a person agrees.
    private static final Set<GrantType> OF_PEOPLE = Set.of(GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE);

    /// Stands for what only a real request has.
    private static final UUID NONE = new UUID(0, 0);

    /// What introspection keeps to itself.
    private static final Set<String> UNTOLD =
            Set.of("epoch", "subject_id", "client_epoch", "client_uid", "sid", "grant_id");

    private static final String NO_THUMBPRINT = "A".repeat(43);

    private final TokenPipeline pipeline;
    private final AccessWishes wishes;
    private final Approvals approvals;
    private final IdTokens idTokens;
    private final UserInfoClaims userInfo;
    private final AuthenticationPolicies policies;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final InstantSource clock;
    private final ObjectMapper json;

    TokenPreviews(
            TokenPipeline pipeline,
            AccessWishes wishes,
            Approvals approvals,
            IdTokens idTokens,
            UserInfoClaims userInfo,
            AuthenticationPolicies policies,
            Subjects subjects,
            ActivePrincipals principals,
            InstantSource clock,
            ObjectMapper json) {
        this.pipeline = pipeline;
        this.wishes = wishes;
        this.approvals = approvals;
        this.idTokens = idTokens;
        this.userInfo = userInfo;
        this.policies = policies;
        this.subjects = subjects;
        this.principals = principals;
        this.clock = clock;
        this.json = json;
    }

    /// @throws InvalidFieldException when a request like that would be refused
    PreviewView of(Tenant tenant, Client client, Asked asked, Origin origin) {
        GrantType type = grantType(asked);
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

    private static GrantType grantType(Asked asked) {
        if (asked.grantType() == null) {
            return asked.user() == null ? GrantType.CLIENT_CREDENTIALS : GrantType.AUTHORIZATION_CODE;
        }
        return GrantType.of(asked.grantType())
                .orElseThrow(() -> new InvalidFieldException("grantType", "no grant type"));
    }

    private ActivePrincipal person(Tenant tenant, @Nullable String idOrName) {
        return Optional.ofNullable(idOrName)
                .flatMap(name -> user(tenant, name))
                .filter(subject -> subject.kind() == SubjectKind.USER)
                .flatMap(subject -> principals.find(tenant.id(), subject.id()))
                .orElseThrow(() -> new InvalidFieldException("user", "there is no such user, or it is disabled"));
    }

    private Optional<Subject> user(Tenant tenant, String idOrName) {
        SubjectId id;
        try {
            id = SubjectId.parse(idOrName);
        } catch (IllegalArgumentException name) {
            return subjects.byName(tenant.id(), SubjectKind.USER, idOrName);
        }
        return subjects.byId(tenant.id(), id);
    }

    private PreviewView ofItself(Tenant tenant, AuthenticatedClient.Registered client, Asked asked, Origin origin) {
        var form = new HashMap<String, String>();
        scope(asked).ifPresent(scope -> form.put("scope", scope));
        resource(asked).ifPresent(resource -> form.put("resource", resource));
        details(asked).ifPresent(details -> form.put("authorization_details", details));
        Foreseen.Token token = require(pipeline.foresee(request(tenant, client, form, origin)));
        var sources = new ClaimSources(client.client(), client.principal(), asked);
        return new PreviewView(
                GrantType.CLIENT_CREDENTIALS.value(),
                sorted(token.scopes()),
                token.audience(),
                view(token, sources),
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
                view(token, sources),
                aboutPerson ? idToken(tenant, client.client(), person, approval, token, sources, asked) : null,
                aboutPerson
                        ? claims(
                                userInfo.of(tenant, client.client(), person, token.scopes(), approval.claims()),
                                sources::ofPerson)
                        : null);
    }

    private Approvals.Given given(
            Tenant tenant, AuthenticatedClient.Registered client, ActivePrincipal person, Asked asked) {
        List<String> resources = resource(asked).stream().toList();
        List<String> proved = List.of(SignIn.PASSWORD);
        return switch (wishes.check(tenant, client.client(), scope(asked), resources, details(asked))) {
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
                        claimsRequest(asked).within(client.client().scopes()),
                        details);
        };
    }

    private TokenView idToken(
            Tenant tenant,
            Client client,
            ActivePrincipal person,
            Approval approval,
            Foreseen.Token accessToken,
            ClaimSources sources,
            Asked asked) {
        var occasion = new IdTokens.Occasion(tenant, client, person, approval, Optional.ofNullable(asked.nonce()));
        IdTokens.Draft draft = idTokens.draft(
                occasion,
                new IdTokens.Company(
                        accessToken.draft().issuedAt(),
                        accessToken.draft().expiresAt(),
                        Optional.of("A".repeat(accessToken.length())),
                        Optional.empty()));
        int length = idTokens.length(occasion, draft);
        return new TokenView(
                "jwt",
                IdTokens.TYPE,
                draft.algorithm().registeredName(),
                length,
                length > TokenPipeline.LONGEST,
                ClientEncryption.isWanted(client, ClientEncryption.Answer.ID_TOKEN),
                claims(draft.claims(), sources::ofPerson));
    }

    private TokenView view(Foreseen.Token token, ClaimSources sources) {
        AccessTokenMint.Draft draft = token.draft();
        List<ClaimView> all = claims(draft.claims(), sources::ofAccessToken);
        return new TokenView(
                draft.form().isPresent() ? "jwt" : "opaque",
                draft.form().map(form -> form.type()).orElse(null),
                draft.form().map(form -> form.algorithm().registeredName()).orElse(null),
                token.length(),
                token.length() > TokenPipeline.LONGEST,
                false,
                draft.form().isPresent()
                        ? all
                        : all.stream()
                                .filter(claim -> !UNTOLD.contains(claim.name()))
                                .toList());
    }

    private List<ClaimView> claims(JwtClaims claims, Function<String, Source> sources) {
        var views = new ArrayList<ClaimView>();
        json.readTree(claims.toString()).properties().forEach(claim -> {
            Source source = sources.apply(claim.getKey());
            views.add(new ClaimView(claim.getKey(), claim.getValue(), source.from(), source.name()));
        });
        return views;
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

    private static Optional<String> scope(Asked asked) {
        return Optional.ofNullable(asked.scopes()).map(scopes -> String.join(" ", scopes));
    }

    private static Optional<String> resource(Asked asked) {
        return Optional.ofNullable(asked.resource()).map(resource -> {
            if (resource.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidFieldException("resource", "has a control character");
            }
            return resource;
        });
    }

    private static Optional<String> details(Asked asked) {
        return Optional.ofNullable(asked.authorizationDetails()).map(Object::toString);
    }

    private static ClaimsRequest claimsRequest(Asked asked) {
        try {
            return asked.claims() == null
                    ? ClaimsRequest.NONE
                    : ClaimsRequest.parse(asked.claims().toString());
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("claims", String.valueOf(malformed.getMessage()));
        }
    }

    private static List<String> sorted(Set<String> scopes) {
        return List.copyOf(new TreeSet<>(scopes));
    }
}
