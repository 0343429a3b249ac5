package io.lightwave.token.page;

import io.lightwave.token.language.Text;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What stands on a person's account page.
///
/// @param passwordHere whether the password is kept here, and not in a directory of others
/// @param passwordAsked whether forms that ask for a fresh proof ask for the password
/// @param codes empty when no one-time codes are asked for
public record Account(
        String userName,
        boolean passwordHere,
        boolean passwordAsked,
        List<Passkey> passkeys,
        Certificates certificates,
        Optional<Codes> codes,
        List<Elsewhere> providers,
        List<Sitting> sessions,
        List<Recent> recent,
        List<Attempt> failed,
        List<Application> applications) {
    public Account {
        passkeys = List.copyOf(passkeys);
        providers = List.copyOf(providers);
        sessions = List.copyOf(sessions);
        recent = List.copyOf(recent);
        failed = List.copyOf(failed);
        applications = List.copyOf(applications);
    }

    /// One passkey.
    ///
    /// @param lastUsed empty when it never was
    public record Passkey(String id, String name, Instant since, Optional<Instant> lastUsed) {}

    /// Those that the person signs in with.
    ///
    /// @param possible whether another may be added
    public record Certificates(boolean possible, List<Certificate> all) {
        public Certificates {
            all = List.copyOf(all);
        }
    }

    /// One certificate.
    ///
    /// @param issuedBy empty for the tenant's own authorities
    /// @param lastUsed empty when it never was
    public record Certificate(String id, String name, String issuedBy, Instant since, Optional<Instant> lastUsed) {}

    /// A provider by which one may sign in.
    ///
    /// @param since when it was linked; empty when it is not
    public record Elsewhere(String name, String displayName, Optional<Instant> since) {}

    /// An authenticator that is enrolled.
    public record Codes(Instant since, int recoveryCodesLeft) {}

    /// One session.
    ///
    /// @param current whether it is the one that looks
    public record Sitting(String id, Text device, String address, Instant since, Instant lastUsed, boolean current) {}

    /// One sign-in that has been.
    ///
    /// @param amr the methods used (RFC 8176)
    public record Recent(Instant at, Text device, String address, Set<String> amr) {
        private static final List<Map.Entry<String, String>> METHODS = List.of(
                Map.entry("pwd", "method.password"),
                Map.entry("otp", "method.code"),
                Map.entry("hwk", "method.passkey"),
                Map.entry("swk", "method.passkey"),
                Map.entry("pop", "method.certificate"),
                Map.entry("fed", "method.provider"));

        public Recent {
            amr = Set.copyOf(amr);
        }

        /// How the person proved who they are.
        public List<Text> methods() {
            return METHODS.stream()
                    .filter(method -> amr.contains(method.getKey()))
                    .map(method -> Text.of(method.getValue()))
                    .distinct()
                    .toList();
        }
    }

    /// A sign-in under the person's name that came to nothing.
    public record Attempt(Instant at, String address) {}

    /// One application.
    ///
    /// @param granted what it was given by consent; empty when nobody had to be asked
    public record Application(String clientId, String name, Set<String> granted) {
        public Application {
            granted = Set.copyOf(granted);
        }

        public List<Text> wishes() {
            return Wishes.inWords(granted);
        }
    }

    /// What the page says at its top.
    ///
    /// @param text empty when there is nothing to say
    /// @param wrong whether something was not done
    public record Message(Optional<Text> text, boolean wrong) {
        static final Message NONE = new Message(Optional.empty(), false);

        /// The policy refuses a password.
        public static Message notTaken(String reason) {
            return new Message(Optional.of(Text.of("account.not-taken", NewPassword.fault(reason))), true);
        }
    }

    /// What there is to say, in the page's address at most by its name.
    public enum Said {
        PASSWORD,
        SESSIONS,
        CODES,
        PASSKEY_ADDED,
        PASSKEY_REMOVED,
        PASSKEY_NOT_ADDED,
        CERTIFICATE_ADDED,
        CERTIFICATE_REMOVED,
        CERTIFICATE_NOT_ADDED,
        CERTIFICATE_NEEDS_MORE,
        NAME,
        LINKED,
        UNLINKED,
        NO_PROVIDER,
        APPLICATION,
        DIFFERENT,
        WRONG_PASSWORD,
        BUSY,
        KEPT_ELSEWHERE,
        MALFORMED,
        STALE;

        private static final Set<Said> DONE = Set.of(
                PASSWORD,
                SESSIONS,
                APPLICATION,
                CODES,
                PASSKEY_ADDED,
                PASSKEY_REMOVED,
                CERTIFICATE_ADDED,
                CERTIFICATE_REMOVED,
                LINKED,
                UNLINKED);

        public Message alert() {
            return new Message(Optional.of(text()), true);
        }

        private Text text() {
            return Text.of("account.said." + name().toLowerCase(Locale.ROOT));
        }

        /// The path below the tenant's issuer of the account page that says it.
        public String path() {
            return "/account?" + query();
        }

        private String query() {
            return "done=" + name().toLowerCase(Locale.ROOT);
        }

        /// What a query `done=…` says; nothing for any other, since anybody can write one.
        public static Message of(@org.jspecify.annotations.Nullable String query) { // null: there is none
            return Arrays.stream(values())
                    .filter(said -> DONE.contains(said) && said.query().equals(query))
                    .findFirst()
                    .map(said -> new Message(Optional.of(said.text()), false))
                    .orElse(Message.NONE);
        }
    }
}
