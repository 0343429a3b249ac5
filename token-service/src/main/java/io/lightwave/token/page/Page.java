package io.lightwave.token.page;

import io.lightwave.directory.Tenant;
import io.lightwave.token.language.Text;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;

/// A page of the tenant's, with what stands on it.
public sealed interface Page {

    Tenant tenant();

    default HttpStatus status() {
        return HttpStatus.OK;
    }

    /// Where its form may lead besides our own origin, redirects included (CSP `form-action`).
    default String furtherFormTargets() {
        return "";
    }

    /// Whose links and logo stand on it.
    default Optional<ClientCard> client() {
        return Optional.empty();
    }

    /// @param client what the person signs in to; empty when it is nothing in particular
    /// @param request the authorization request that waits, as a query string; may be empty
    /// @param passwords whether one may begin with a password
    /// @param passkeys whether one may begin with a passkey
    /// @param certificates whether one may begin with a certificate
    /// @param providers by which one may sign in elsewhere
    /// @param letters whether whoever has forgotten the password can have a link sent
    /// @param registration whether people may make their own accounts
    /// @param alert empty at first
    /// @param furtherFormTargets see [Page#furtherFormTargets]
    record SignIn(
            Tenant tenant,
            Optional<ClientCard> client,
            String csrf,
            String request,
            String userName,
            boolean passwords,
            boolean passkeys,
            boolean certificates,
            List<Provider> providers,
            boolean letters,
            boolean registration,
            Optional<Alert> alert,
            String furtherFormTargets)
            implements Page {
        @Override
        public HttpStatus status() {
            return alert.map(Alert::status).orElse(HttpStatus.OK);
        }
    }

    /// What a tenant has people read before they sign in, and takes their yes to.
    ///
    /// @param request what waits, as the sign-in form carries it; may be empty
    /// @param missing whether a form came without the yes
    record Banner(Tenant tenant, Optional<ClientCard> client, String csrf, String request, boolean missing)
            implements Page {
        @Override
        public HttpStatus status() {
            return missing ? HttpStatus.BAD_REQUEST : HttpStatus.OK;
        }
    }

    /// A provider by which one may sign in.
    record Provider(String name, String displayName) {}

    /// Sends the browser on to a provider, or to where it is asked for a certificate.
    ///
    /// @param name of the provider; empty on the way to show a certificate
    record Leaving(Tenant tenant, Optional<String> name, URI destination) implements Page {
        public static Leaving toShowCertificate(Tenant tenant, URI destination) {
            return new Leaving(tenant, Optional.empty(), destination);
        }
    }

    /// What went wrong with a sign-in, as far as the person is told.
    enum Alert {
        /// Unknown name, wrong password, disabled, throttled: all look alike.
        WRONG_CREDENTIALS,
        /// So many passwords were being checked that this one was not.
        BUSY,
        PROVIDER_REFUSED,
        PASSKEY_REFUSED,
        CERTIFICATE_REFUSED,
        STALE_FORM;

        Text text() {
            return Text.of("sign-in.alert." + name().toLowerCase(Locale.ROOT));
        }

        HttpStatus status() {
            return this == BUSY ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.FORBIDDEN;
        }
    }

    /// Asks for a one-time code or a passkey in the middle of a sign-in.
    ///
    /// @param step names what has been proved so far
    /// @param codes whether an authenticator's codes will do; recovery codes do in any case
    /// @param passkey what the browser is told to prove a passkey; empty when the person has none
    /// @param letter in part, the address that a letter with a code has been sent to; empty when none will do
    /// @param certificates whether a certificate will do
    /// @param wrong whether what was just shown was
    record EnterCode(
            Tenant tenant,
            Optional<ClientCard> client,
            String csrf,
            String request,
            String step,
            String userName,
            boolean codes,
            Optional<String> passkey,
            Optional<String> letter,
            boolean certificates,
            boolean wrong,
            String furtherFormTargets)
            implements Page {
        @Override
        public HttpStatus status() {
            return wrong ? HttpStatus.FORBIDDEN : HttpStatus.OK;
        }
    }

    /// Shows what an authenticator is to be told, and asks for its first code.
    ///
    /// @param page names it, so that each has its own key
    record SetUpCodes(Tenant tenant, String csrf, String page, String secret, String uri, boolean wrong)
            implements Page {
        @Override
        public HttpStatus status() {
            return wrong ? HttpStatus.FORBIDDEN : HttpStatus.OK;
        }
    }

    /// Has the browser make a passkey.
    ///
    /// @param name what its owner calls it
    /// @param options what the browser is told
    record SetUpPasskey(Tenant tenant, String csrf, String name, String options) implements Page {}

    /// What an authenticator is to be told.
    ///
    /// @param text in base32
    record Secret(String text, String uri) {}

    /// Asks for a second factor to be set up in the middle of a sign-in.
    ///
    /// @param step names what has been proved so far
    /// @param secret empty when no authenticator will do
    /// @param passkey what the browser is told to make a passkey; empty when none will do
    /// @param wrong whether what was just shown was
    record SetUpFactor(
            Tenant tenant,
            Optional<ClientCard> client,
            String csrf,
            String request,
            String step,
            String userName,
            Optional<Secret> secret,
            Optional<String> passkey,
            boolean wrong,
            String furtherFormTargets)
            implements Page {
        @Override
        public HttpStatus status() {
            return wrong ? HttpStatus.FORBIDDEN : HttpStatus.OK;
        }
    }

    /// A form with which a sign-in goes on.
    ///
    /// @param step names what has been proved so far
    record GoingOn(String csrf, String request, String step, String furtherFormTargets) {}

    /// Shows recovery codes, once.
    ///
    /// @param goingOn empty on the way back to the account
    record RecoveryCodes(Tenant tenant, List<String> codes, Optional<GoingOn> goingOn) implements Page {
        public RecoveryCodes {
            codes = List.copyOf(codes);
        }

        @Override
        public String furtherFormTargets() {
            return goingOn.map(GoingOn::furtherFormTargets).orElse("");
        }
    }

    /// Asks for a new password in the middle of a sign-in.
    ///
    /// @param step names what has been proved so far
    /// @param objection why the one just chosen was not taken; empty at first
    record ChoosePassword(
            Tenant tenant,
            Optional<ClientCard> client,
            String csrf,
            String request,
            String step,
            String userName,
            Optional<Text> objection,
            String furtherFormTargets)
            implements Page {
        @Override
        public HttpStatus status() {
            return objection.isPresent() ? HttpStatus.BAD_REQUEST : HttpStatus.OK;
        }
    }

    /// Asks who wants a link for a new password.
    record ForgottenPassword(Tenant tenant, String csrf) implements Page {}

    /// Asks for a password that a link is good for.
    ///
    /// @param link what the link carries
    /// @param objection why the one just chosen was not taken; empty at first
    record PasswordByLink(Tenant tenant, String csrf, String link, String userName, Optional<Text> objection)
            implements Page {
        @Override
        public HttpStatus status() {
            return objection.isPresent() ? HttpStatus.BAD_REQUEST : HttpStatus.OK;
        }
    }

    /// Why what was sent is not taken, as its person is told.
    record Objection(Text text) {
        public static final Objection STALE = new Objection(Text.of("stale"));
        public static final Objection NO_ADDRESS = new Objection(Text.of("register.no-address"));
        public static final Objection DOMAIN = new Objection(Text.of("register.domain"));
        public static final Objection NO_NAME = new Objection(Text.of("new-account.no-name"));
        public static final Objection DIFFERENT = new Objection(Text.of("password.different"));

        /// The password policy refuses it.
        public static Objection password(String reason) {
            return new Objection(Text.of("password.not-taken", NewPassword.fault(reason)));
        }
    }

    /// Asks for the e-mail address of whoever wants an account.
    ///
    /// @param request what its person has come for, as a query; may be empty
    /// @param objection empty at first
    record Register(Tenant tenant, String csrf, String request, Optional<Objection> objection) implements Page {
        @Override
        public HttpStatus status() {
            return objection.isPresent() ? HttpStatus.BAD_REQUEST : HttpStatus.OK;
        }
    }

    /// Asks for the names and the password of somebody whose address has been proved.
    ///
    /// @param link what the link carries
    /// @param objection empty at first
    record NewAccount(Tenant tenant, String csrf, String link, String address, Optional<Objection> objection)
            implements Page {
        @Override
        public HttpStatus status() {
            return objection.isPresent() ? HttpStatus.BAD_REQUEST : HttpStatus.OK;
        }
    }

    /// Says one thing, and leads on.
    ///
    /// @param wayOn below the issuer
    record Told(Tenant tenant, HttpStatus status, Text title, Text text, String wayOn, Text wayOnText) implements Page {
        /// Whoever asked, and whether there is such a person.
        public static Told letterSent(Tenant tenant) {
            return new Told(
                    tenant,
                    HttpStatus.OK,
                    Text.of("told.letter.title"),
                    Text.of("told.letter.text"),
                    "/login",
                    Text.of("sign-in.back"));
        }

        public static Told passwordSet(Tenant tenant) {
            return new Told(
                    tenant,
                    HttpStatus.OK,
                    Text.of("told.password.title"),
                    Text.of("told.password.text"),
                    "/login?account",
                    Text.of("sign-in.title"));
        }

        /// Whether or not there is an account of that address.
        public static Told registrationLetterSent(Tenant tenant) {
            return new Told(
                    tenant,
                    HttpStatus.OK,
                    Text.of("told.letter.title"),
                    Text.of("told.registration-letter.text"),
                    "/login",
                    Text.of("sign-in.back"));
        }

        /// @param request what the person had come for, as a query; may be empty
        public static Told registered(Tenant tenant, String request) {
            return new Told(
                    tenant,
                    HttpStatus.OK,
                    Text.of("told.registered.title"),
                    Text.of("told.registered.text"),
                    request.isEmpty() ? "/login?account" : "/login?" + request,
                    Text.of("sign-in.title"));
        }

        public static Told registrationOver(Tenant tenant) {
            return new Told(
                    tenant,
                    HttpStatus.GONE,
                    Text.of("told.link-over.title"),
                    Text.of("told.registration-over.text"),
                    "/login/register",
                    Text.of("told.link-over.way-on"));
        }

        /// An account elsewhere is somebody's already, or the session that asked for it has ended.
        public static Told notLinked(Tenant tenant) {
            return new Told(
                    tenant,
                    HttpStatus.FORBIDDEN,
                    Text.of("told.not-linked.title"),
                    Text.of("told.not-linked.text"),
                    "/account",
                    Text.of("account.title"));
        }

        /// Used, replaced, expired or never given.
        public static Told linkOver(Tenant tenant) {
            return new Told(
                    tenant,
                    HttpStatus.GONE,
                    Text.of("told.link-over.title"),
                    Text.of("told.link-over.text"),
                    "/login/forgotten",
                    Text.of("told.link-over.way-on"));
        }
    }

    /// Asks whether a client may have what it wants.
    ///
    /// @param asking the client
    /// @param request the authorization request that waits, as a query string
    /// @param wanted scopes, and `claim:` and `resource:` names
    record Consent(
            Tenant tenant,
            ClientCard asking,
            String csrf,
            String request,
            String userName,
            Set<String> wanted,
            List<DetailCard> details,
            String furtherFormTargets)
            implements Page {
        @Override
        public Optional<ClientCard> client() {
            return Optional.of(asking);
        }
    }

    /// Asks for the code that a device shows (RFC 8628 §3.3).
    ///
    /// @param userCode what stands in the field
    /// @param wrong whether that one is of no use
    record DeviceCode(Tenant tenant, String csrf, String userCode, String userName, boolean wrong) implements Page {
        @Override
        public HttpStatus status() {
            return wrong ? HttpStatus.FORBIDDEN : HttpStatus.OK;
        }
    }

    /// Asks whether the device that shows this code may have what its client wants.
    ///
    /// @param wanted scopes, and `resource:` names
    record DeviceConsent(
            Tenant tenant,
            ClientCard asking,
            String csrf,
            String userCode,
            String userName,
            Set<String> wanted,
            List<DetailCard> details)
            implements Page {
        @Override
        public Optional<ClientCard> client() {
            return Optional.of(asking);
        }
    }

    record DeviceAnswered(Tenant tenant, boolean allowed) implements Page {}

    /// A person's own account.
    ///
    /// @param csrf of its own forms
    /// @param signOutCsrf of the sign-out form
    record Overview(
            Tenant tenant, HttpStatus status, String csrf, String signOutCsrf, Account account, Account.Message message)
            implements Page {}

    record SignedIn(Tenant tenant, String csrf, String userName) implements Page {}

    /// @param request the logout request that waits, as a query string; may be empty
    record SignOut(Tenant tenant, String csrf, String request, String userName, String furtherFormTargets)
            implements Page {}

    /// @param frames what is loaded so that clients sign the person out too (Front-Channel Logout §3)
    /// @param destination where the person goes on to after that
    record SignedOut(Tenant tenant, List<URI> frames, Optional<String> destination) implements Page {
        public SignedOut {
            frames = List.copyOf(frames);
        }
    }

    /// An authorization answer on its way to the client: a form that one line of script sends, or the person does.
    ///
    /// @param target the client's redirect URI
    /// @param answer what the form sends
    record FormPost(Tenant tenant, String target, Map<String, String> answer, String furtherFormTargets)
            implements Page {}

    /// @param requestId to quote to the operator, who finds it in the audit trail
    record Problem(Tenant tenant, HttpStatus status, Text title, Text detail, String requestId) implements Page {}
}
