package io.lightwave.directory;

import java.util.Optional;

/// Slows guessing, one service for every credential check. Only failures are written, and guesses that are taken
/// before they are made ([#take]); else a key without a recorded failure touches no SQL.
public interface Throttle {

    /// Whether the key may try now.
    ///
    /// @param kind what is guessed: `password`, `client-secret`, …
    /// @param key whose it is, for instance the subject's id
    boolean permits(TenantId tenant, String kind, String key);

    void failed(TenantId tenant, String kind, String key);

    /// Forgets earlier failures after a success.
    void succeeded(TenantId tenant, String kind, String key);

    /// Whose credentials are guessed at. Failures at those of people never slow those of clients, or the other way
    /// round.
    enum Whose {
        PEOPLE,
        CLIENTS
    }

    /// Something shown to prove who somebody is: it counts for the account, and for the network that it comes from and
    /// the whole tenant too, so that nobody tries one password with many names.
    ///
    /// @param kind as in [#permits(TenantId, String, String)]
    /// @param key as there
    /// @param account the subject's id, whom [#remember] may know; empty or any other when there is none
    /// @param address of [Origin]
    record Guess(TenantId tenant, Whose whose, String kind, String key, String account, String address) {

        /// At something of a person.
        public static Guess ofPerson(TenantId tenant, String kind, String account, Origin origin) {
            return new Guess(tenant, Whose.PEOPLE, kind, account, account, origin.address());
        }
    }

    /// What keeps the door closed.
    enum Closed {
        ACCOUNT("throttled after failures"),
        NETWORK("throttled after failures from the same network"),
        TENANT("throttled after failures in the whole tenant");

        private final String reason;

        Closed(String reason) {
            this.reason = reason;
        }

        /// For the audit trail.
        public String reason() {
            return reason;
        }
    }

    /// Why the guess may not be made now; empty when it may. An account that has come from the network before is not
    /// kept out by what strangers do there or in the tenant.
    Optional<Closed> closed(Guess guess);

    /// Whether failures of whoever slow the network or the tenant now. It tells nothing of the account.
    boolean isSourceClosed(Guess guess);

    /// A guess that was wrong. What is wrong of an account that is known in the network counts for the account alone.
    void failed(Guess guess);

    /// Takes one of the account's guesses before it is made: of many at once, on whichever nodes, no more are let
    /// through than one after the other would be. It counts for the account as wrong until [#succeeded]; if it was,
    /// [#wasWrong] counts it for the network and the tenant.
    ///
    /// @return as [#closed]
    Optional<Closed> take(Guess guess);

    /// A guess that was taken, and was wrong.
    void wasWrong(Guess guess);

    /// A guess that was right: forgets the account's failures, never those of the network or the tenant.
    void succeeded(Guess guess);

    /// Remembers that the account has come from the network, for 90 days. Joins the caller's transaction.
    ///
    /// @param account the subject's id
    /// @param address of [Origin]
    void remember(TenantId tenant, String account, String address);
}
