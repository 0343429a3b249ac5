package io.lightwave.token.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
        Optional<Codes> codes,
        List<Elsewhere> providers,
        List<Sitting> sessions,
        List<Application> applications) {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public Account {
        passkeys = List.copyOf(passkeys);
        providers = List.copyOf(providers);
        sessions = List.copyOf(sessions);
        applications = List.copyOf(applications);
    }

    /// One passkey.
    public record Passkey(String id, String name, Instant since, Optional<Instant> lastUsed) {
        public String sinceText() {
            return MINUTE.format(since);
        }

        /// Empty when it never was.
        public String lastUsedText() {
            return lastUsed.map(MINUTE::format).orElse("");
        }
    }

    /// A provider by which one may sign in.
    ///
    /// @param since when it was linked; empty when it is not
    public record Elsewhere(String name, String displayName, Optional<Instant> since) {
        /// Empty when it is not linked.
        public String sinceText() {
            return since.map(MINUTE::format).orElse("");
        }
    }

    /// An authenticator that is enrolled.
    public record Codes(Instant since, int recoveryCodesLeft) {
        public String sinceText() {
            return MINUTE.format(since);
        }
    }

    /// One session.
    ///
    /// @param current whether it is the one that looks
    public record Sitting(String id, String device, String address, Instant since, Instant lastUsed, boolean current) {
        public String sinceText() {
            return MINUTE.format(since);
        }

        public String lastUsedText() {
            return MINUTE.format(lastUsed);
        }
    }

    /// One application.
    ///
    /// @param granted what it was given by consent; empty when nobody had to be asked
    public record Application(String clientId, String name, Set<String> granted) {
        public Application {
            granted = Set.copyOf(granted);
        }

        public List<String> wishes() {
            return granted.stream().sorted().map(Wishes::inWords).distinct().toList();
        }
    }

    /// What the page says at its top.
    ///
    /// @param wrong whether something was not done
    public record Message(String text, boolean wrong) {
        static final Message NONE = new Message("", false);

        /// The policy refuses a password.
        public static Message notTaken(String reason) {
            return new Message("The new password is not taken: %s.".formatted(reason), true);
        }
    }

    /// What there is to say, in the page's address at most by its name.
    public enum Said {
        PASSWORD("Your password has been changed. You have been signed out everywhere else."),
        SESSIONS("You have been signed out there."),
        CODES("One-time codes are no longer asked for."),
        PASSKEY_ADDED("The passkey has been added."),
        PASSKEY_REMOVED("The passkey no longer signs you in. You have been signed out everywhere else."),
        PASSKEY_NOT_ADDED("The passkey was not added. Please try again."),
        NAME("Name the passkey in at most 64 characters."),
        LINKED("You can sign in that way from now on."),
        NOT_LINKED("That account was not linked: it is linked already, or the session has ended."),
        UNLINKED("That way signs you in no longer. You have been signed out everywhere else."),
        NO_PROVIDER("You cannot be sent there now."),
        APPLICATION("The application no longer has access."),
        DIFFERENT("Type the same new password twice, of at most 512 bytes."),
        WRONG_PASSWORD("Your present password is wrong."),
        KEPT_ELSEWHERE("Your password is kept in another directory. It is changed there."),
        MALFORMED("The form was malformed. Nothing was changed."),
        STALE("This page had been open for too long. Nothing was changed, please try again.");

        private static final Set<Said> DONE =
                Set.of(PASSWORD, SESSIONS, APPLICATION, CODES, PASSKEY_ADDED, PASSKEY_REMOVED, LINKED, UNLINKED);
        private static final Set<Said> NOT_DONE = Set.of(NOT_LINKED);

        private final String text;

        Said(String text) {
            this.text = text;
        }

        public Message alert() {
            return new Message(text, true);
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
                    .filter(said -> DONE.contains(said) || NOT_DONE.contains(said))
                    .filter(said -> said.query().equals(query))
                    .findFirst()
                    .map(said -> new Message(said.text, NOT_DONE.contains(said)))
                    .orElse(Message.NONE);
        }
    }
}
