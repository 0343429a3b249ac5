package io.lightwave.token.login;

import io.lightwave.directory.Tenant;
import io.lightwave.token.assurance.Wish;
import io.lightwave.token.authorization.AuthorizationRequest;
import io.lightwave.token.page.ClientCard;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person signs in for.
sealed interface Destination {

    /// As the sign-in form carries it; may be empty.
    String encoded();

    default Optional<ClientCard> client() {
        return Optional.empty();
    }

    default Optional<String> loginHint() {
        return Optional.empty();
    }

    /// How sure of the person one wants to be.
    Wish wish();

    /// Whether the person is to prove anew who they are, here or wherever else they sign in.
    default boolean wantsSignIn() {
        return false;
    }

    /// Where the form may lead besides our own origin.
    default String formTargets() {
        return "";
    }

    /// An authorization request that waits.
    record Waiting(AuthorizationRequest request) implements Destination {
        @Override
        public Wish wish() {
            return request.wish();
        }

        @Override
        public boolean wantsSignIn() {
            return request.wantsSignIn();
        }

        @Override
        public String encoded() {
            return request.wayBack().encoded();
        }

        @Override
        public Optional<ClientCard> client() {
            return Optional.of(request.card());
        }

        @Override
        public Optional<String> loginHint() {
            return request.loginHint();
        }

        @Override
        public String formTargets() {
            return request.formTargets();
        }
    }

    /// A page of ours, and never another.
    ///
    /// @param path below the issuer
    record OwnPage(String path, String encoded) implements Destination {
        private static final String ACCOUNT = "account";
        private static final String ACCOUNT_ANEW = "account-anew";
        private static final Pattern DEVICE = Pattern.compile("device=([A-Za-z-]{0,20})");

        private static final Pattern SAML = Pattern.compile("saml(?:-anew)?(?:-more)?=([A-Za-z0-9_.-]{1,6000})");

        /// Nothing in particular.
        static final OwnPage LOGIN = new OwnPage("/login", "");

        /// Reads a query that leads to the account, to the page on which devices are connected, or to a SAML
        /// request that waits; empty for any other query.
        static Optional<OwnPage> read(String query) {
            if (query.equals(ACCOUNT) || query.equals(ACCOUNT_ANEW)) {
                return Optional.of(new OwnPage("/account", query));
            }
            Matcher saml = SAML.matcher(query);
            if (saml.matches()) {
                return Optional.of(new OwnPage("/saml/sso?waiting=" + saml.group(1), query));
            }
            Matcher device = DEVICE.matcher(query);
            if (!device.matches()) {
                return Optional.empty();
            }
            String code = device.group(1);
            return Optional.of(new OwnPage("/device" + (code.isEmpty() ? "" : "?user_code=" + code), query));
        }

        /// The account pages take all that somebody can prove, and so do SAML requests for more than a password.
        @Override
        public Wish wish() {
            return path.equals("/account") || isSaml("-more=") ? Wish.SECOND_FACTOR : Wish.NONE;
        }

        /// Of `ForceAuthn` (SAML core §3.4.1), and before a dangerous change.
        @Override
        public boolean wantsSignIn() {
            return encoded.equals(ACCOUNT_ANEW) || isSaml("-anew");
        }

        private boolean isSaml(String more) {
            return encoded.startsWith("saml")
                    && encoded.substring(0, encoded.indexOf('=') + 1).contains(more);
        }

        String address(Tenant tenant) {
            return tenant.issuer() + path;
        }
    }
}
