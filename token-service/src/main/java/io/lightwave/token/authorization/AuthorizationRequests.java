package io.lightwave.token.authorization;

import static io.lightwave.token.authorization.AuthorizationError.INVALID_REQUEST;
import static io.lightwave.token.authorization.AuthorizationError.INVALID_SCOPE;
import static io.lightwave.token.authorization.AuthorizationError.REGISTRATION_NOT_SUPPORTED;
import static io.lightwave.token.authorization.AuthorizationError.UNAUTHORIZED_CLIENT;
import static io.lightwave.token.authorization.AuthorizationError.UNSUPPORTED_RESPONSE_TYPE;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.approval.CodeChallenge;
import io.lightwave.token.authorization.RequestSources.Resolution;
import io.lightwave.token.authorization.RequestSources.Stage;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.client.FapiProfile;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.client.RedirectUri;
import io.lightwave.token.client.ResponseType;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.language.Languages;
import io.lightwave.token.language.Text;
import io.lightwave.token.passwordlink.OpenRegistration;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.registration.MetadataDocuments;
import io.lightwave.token.tokenpolicy.TokenPolicies;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads authorization requests.
public final class AuthorizationRequests {
    private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final Clients clients;
    private final MetadataDocuments documents;
    private final ActivePrincipals principals;
    private final AccessWishes wishes;
    private final IdTokens idTokens;
    private final RequestSources sources;
    private final TokenPolicies policies;
    private final OpenRegistration registration;

    AuthorizationRequests(
            Clients clients,
            MetadataDocuments documents,
            ActivePrincipals principals,
            AccessWishes wishes,
            IdTokens idTokens,
            RequestSources sources,
            TokenPolicies policies,
            OpenRegistration registration) {
        this.registration = registration;
        this.policies = policies;
        this.sources = sources;
        this.clients = clients;
        this.documents = documents;
        this.principals = principals;
        this.wishes = wishes;
        this.idTokens = idTokens;
    }

    /// Reads the query of the authorization endpoint.
    public Reading read(Tenant tenant, String query, Origin origin) {
        return parsed(
                query, sent -> discover(tenant, sent, origin).orElseGet(() -> read(tenant, sent, Stage.ARRIVING)));
    }

    /// Reads the query of a page of ours, at which a request waits for its person.
    public Reading resume(Tenant tenant, String query) {
        return parsed(query, sent -> read(tenant, sent, Stage.WAITING));
    }

    /// Reads what an authenticated client pushes.
    Reading readPushed(Tenant tenant, AuthorizationParameters sent, Origin origin) {
        return discover(tenant, sent, origin).orElseGet(() -> read(tenant, sent, Stage.PUSHED));
    }

    /// A client that is named by the address of its metadata is as it says there now. Empty unless it cannot be told.
    private Optional<Reading> discover(Tenant tenant, AuthorizationParameters sent, Origin origin) {
        String claimed = sent.single("client_id").orElse("");
        return documents.refresh(tenant.id(), claimed, origin)
                        instanceof MetadataDocuments.Outcome.Refused(String reason)
                ? Optional.of(new Reading.Unanswerable(Text.of("problem.application.unknown.why", reason), claimed))
                : Optional.empty();
    }

    private static Reading parsed(String query, Function<AuthorizationParameters, Reading> then) {
        try {
            return then.apply(AuthorizationParameters.parse(query));
        } catch (MalformedRequestException malformed) {
            return Reading.Unanswerable.malformed(malformed);
        }
    }

    /// Checks what was sent: first whom the answer may go to, then everything else.
    private Reading read(Tenant tenant, AuthorizationParameters sent, Stage stage) {
        sent.single("ui_locales").ifPresent(Languages::want);
        String claimed = sent.single("client_id").orElse("");
        Optional<Client> client = clients.find(tenant.id(), claimed);
        Optional<ActivePrincipal> principal = client.flatMap(found -> principals.find(tenant.id(), found.id()));
        if (client.isEmpty() || principal.isEmpty()) {
            return new Reading.Unanswerable(Text.of("problem.application.unknown"), claimed);
        }
        return switch (sources.resolve(tenant, client.get(), sent, stage)) {
            case Resolution.Resolved(AuthorizationParameters parameters, AuthorizationParameters wayBack) ->
                check(tenant, client.get(), principal.get(), parameters, wayBack);
            case Resolution.Unusable(AuthorizationError error, String description) ->
                address(tenant, client.get(), sent)
                        .filter(ReturnAddress::named) // what stands elsewhere may name another
                        .<Reading>map(address -> new Reading.Rejected(new Reading.Refusal(address, error, description)))
                        .orElseGet(() -> new Reading.Unanswerable(
                                error, Text.of("problem.application.request.why", description), claimed));
        };
    }

    private Reading check(
            Tenant tenant,
            Client client,
            ActivePrincipal principal,
            AuthorizationParameters parameters,
            AuthorizationParameters wayBack) {
        parameters.single("ui_locales").ifPresent(Languages::want);
        Optional<ReturnAddress> address = address(tenant, client, parameters);
        if (address.isEmpty()) {
            return new Reading.Unanswerable(Text.of("problem.application.address"), client.clientId());
        }
        try {
            return new Reading.Accepted(check(tenant, client, principal, address.get(), parameters, wayBack));
        } catch (RefusedException refused) {
            return new Reading.Rejected(new Reading.Refusal(address.get(), refused.error, refused.description));
        }
    }

    private static Optional<ReturnAddress> address(Tenant tenant, Client client, AuthorizationParameters sent) {
        boolean named = sent.has("redirect_uri");
        Optional<String> address = named || mustNameRedirectUri(client, sent)
                ? sent.single("redirect_uri").filter(client::acceptsRedirect)
                : client.redirectUris().stream().map(RedirectUri::value).findFirst();
        return address.map(uri -> new ReturnAddress(
                tenant,
                client,
                uri,
                named,
                ResponseMode.resolve(
                        sent.single("response_mode"),
                        sent.single("response_type")
                                .filter(ResponseType::asksForTokens)
                                .isPresent()),
                sent.single("state")));
    }

    /// A client with one redirect URI may leave it out (RFC 6749 §3.1.2.3), but not one whose port is any, nor where
    /// OpenID Connect (Core §3.1.2.1) or FAPI 2.0 (§5.3.2.2) wants it.
    private static boolean mustNameRedirectUri(Client client, AuthorizationParameters sent) {
        Collection<String> scopes = sent.single("scope")
                .<Collection<String>>map(scope -> List.of(scope.split(" ", -1)))
                .orElseGet(client::scopes);
        return client.redirectUris().size() != 1
                || client.redirectUris().stream().anyMatch(RedirectUri::isOfAnyPort)
                || FapiProfile.concerns(client)
                || scopes.contains("openid");
    }

    private AuthorizationRequest check(
            Tenant tenant,
            Client client,
            ActivePrincipal principal,
            ReturnAddress address,
            AuthorizationParameters sent,
            AuthorizationParameters wayBack) {
        sent.repeated().ifPresent(_ -> {
            throw new RefusedException(INVALID_REQUEST, "a parameter is repeated");
        });
        if (sent.has("registration")) {
            throw new RefusedException(REGISTRATION_NOT_SUPPORTED, "the parameter registration is not supported");
        }
        ResponseType type = responseType(tenant, client, sent);
        ClaimsRequest claims = claims(client, sent);
        AccessWishes.Outcome.Acceptable asked = wishes(tenant, client, sent);
        return new AuthorizationRequest(
                tenant,
                client,
                principal,
                address,
                type,
                scopes(type, asked.scopes()),
                asked.audiences(),
                claims,
                asked.details(),
                type.givesCode() ? challenge(client, sent) : Optional.empty(),
                dpopKey(sent),
                nonce(type, sent),
                prompts(tenant, sent),
                maxAge(client, sent),
                sent.single("login_hint"),
                acrValues(client, claims, sent),
                hintedSubjects(tenant, claims, sent),
                wayBack);
    }

    private ResponseType responseType(Tenant tenant, Client client, AuthorizationParameters sent) {
        String text = sent.single("response_type")
                .orElseThrow(() -> new RefusedException(INVALID_REQUEST, "response_type is missing"));
        boolean implicitFlows = policies.of(tenant.id()).permitsImplicitFlows();
        ResponseType type = ResponseType.of(text)
                .filter(known -> implicitFlows || !known.handsOutTokens())
                .orElseThrow(() -> new RefusedException(
                        UNSUPPORTED_RESPONSE_TYPE,
                        implicitFlows
                                ? "response_type is none of " + ResponseType.supported(true)
                                : "the only response_type is code: tokens are not handed to browsers here"
                                        + " (RFC 9700 section 2.1.2)"));
        if (!client.metadata().responseTypes().contains(type)) {
            throw new RefusedException(UNAUTHORIZED_CLIENT, "the client is not registered for this response_type");
        }
        Optional<String> mode = sent.single("response_mode");
        if (mode.filter(name -> ResponseMode.of(name).isEmpty()).isPresent()) {
            throw new RefusedException(INVALID_REQUEST, "response_mode is none of " + ResponseMode.names());
        }
        if (type.handsOutTokens()
                && mode.flatMap(ResponseMode::of).filter(ResponseMode::isQuery).isPresent()) {
            throw new RefusedException(INVALID_REQUEST, "response_mode: tokens do not go into a query");
        }
        return type;
    }

    /// A replayed ID token is told by its nonce alone where no code is exchanged for it (OpenID Connect Core
    /// §3.2.2.1, §3.3.2.11).
    private static Optional<String> nonce(ResponseType type, AuthorizationParameters sent) {
        Optional<String> nonce = sent.single("nonce");
        if (type.givesIdToken() && nonce.isEmpty()) {
            throw new RefusedException(INVALID_REQUEST, "nonce is missing");
        }
        return nonce;
    }

    /// There is nothing offline without a code (OpenID Connect Core §11).
    private static Set<String> scopes(ResponseType type, Set<String> asked) {
        if (type.givesIdToken() && !asked.contains("openid")) {
            throw new RefusedException(INVALID_SCOPE, "an ID token takes the scope openid");
        }
        if (type.givesCode()) {
            return asked;
        }
        var online = new TreeSet<>(asked);
        online.remove("offline_access");
        return online;
    }

    private AccessWishes.Outcome.Acceptable wishes(Tenant tenant, Client client, AuthorizationParameters sent) {
        List<String> resources = Stream.concat(sent.all("resource").stream(), sent.all("audience").stream())
                .toList();
        return switch (wishes.check(
                tenant, client, sent.single("scope"), resources, sent.single("authorization_details"))) {
            case AccessWishes.Outcome.Acceptable acceptable -> acceptable;
            case AccessWishes.Outcome.Refused(AuthorizationError error, String description) ->
                throw new RefusedException(error, description);
        };
    }

    private static ClaimsRequest claims(Client client, AuthorizationParameters sent) {
        try {
            return ClaimsRequest.parse(sent.single("claims").orElse("")).within(client.scopes());
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(INVALID_REQUEST, "claims is not as OpenID Connect Core §5.5 has it");
        }
    }

    private static Optional<CodeChallenge> challenge(Client client, AuthorizationParameters sent) {
        Optional<String> challenge = sent.single("code_challenge");
        if (challenge.isEmpty()) {
            if (client.isPublic() || client.metadata().requiresPkce() || sent.has("code_challenge_method")) {
                throw new RefusedException(INVALID_REQUEST, "code_challenge is missing (RFC 7636)");
            }
            return Optional.empty();
        }
        if (!sent.single("code_challenge_method").equals(Optional.of("S256"))) {
            throw new RefusedException(INVALID_REQUEST, "the only code_challenge_method is S256");
        }
        try {
            return challenge.map(CodeChallenge::new);
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(INVALID_REQUEST, "code_challenge is not the base64url of a SHA-256");
        }
    }

    private static Optional<String> dpopKey(AuthorizationParameters sent) {
        Optional<String> thumbprint = sent.single("dpop_jkt");
        if (thumbprint.filter(text -> !THUMBPRINT.matcher(text).matches()).isPresent()) {
            throw new RefusedException(INVALID_REQUEST, "dpop_jkt is not the base64url of a SHA-256");
        }
        return thumbprint;
    }

    private Set<Prompt> prompts(Tenant tenant, AuthorizationParameters sent) {
        try {
            Set<Prompt> prompts = sent.single("prompt").map(Prompt::parse).orElse(Set.of());
            if (prompts.contains(Prompt.CREATE) && !registration.isOpen(tenant.id())) {
                throw new IllegalArgumentException("create");
            }
            return prompts;
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(
                    INVALID_REQUEST,
                    "prompt is none, or login, consent and select_account, or create where people may make their own"
                            + " accounts");
        }
    }

    private static Optional<Duration> maxAge(Client client, AuthorizationParameters sent) {
        Optional<String> seconds = sent.single("max_age");
        if (seconds.filter(text -> !SECONDS.matcher(text).matches()).isPresent()) {
            throw new RefusedException(INVALID_REQUEST, "max_age is not a number of seconds");
        }
        OptionalInt registered = client.metadata().number(MetadataField.DEFAULT_MAX_AGE);
        return seconds.map(Long::valueOf)
                .or(() -> registered.stream().asLongStream().boxed().findFirst())
                .map(Duration::ofSeconds);
    }

    /// OpenID Connect Core §3.1.2.1 `acr_values`, §5.5.1.1 `acr` as a voluntary claim, and what the
    /// client is registered with.
    private static List<String> acrValues(Client client, ClaimsRequest claims, AuthorizationParameters sent) {
        List<String> asked = sent.single("acr_values")
                .map(text -> Stream.of(text.split(" ", -1))
                        .filter(value -> !value.isEmpty())
                        .distinct()
                        .toList())
                .orElseGet(claims::voluntaryContexts);
        return asked.isEmpty() ? client.metadata().texts(MetadataField.DEFAULT_ACR_VALUES) : asked;
    }

    private Set<String> hintedSubjects(Tenant tenant, ClaimsRequest claims, AuthorizationParameters sent) {
        var subjects = new TreeSet<String>();
        claims.subject().ifPresent(subjects::add);
        sent.single("id_token_hint")
                .map(hint -> idTokens.readHint(tenant, hint)
                        .orElseThrow(() -> new RefusedException(INVALID_REQUEST, "id_token_hint is not ours")))
                .map(IdTokens.Hint::subject)
                .ifPresent(subjects::add);
        return subjects;
    }

    /// Leaves a check; caught where the return address is known.
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final AuthorizationError error;
        private final String description;

        RefusedException(AuthorizationError error, String description) {
            super(description, null, false, false);
            this.error = error;
            this.description = description;
        }
    }
}
