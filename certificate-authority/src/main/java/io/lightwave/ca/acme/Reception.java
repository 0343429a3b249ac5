package io.lightwave.ca.acme;

import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.message.MessageKey;
import io.lightwave.ca.message.Nonces;
import io.lightwave.ca.message.SignedMessage;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;

/// Authenticates requests (RFC 8555 §6): form, nonce, address, signature, in the order of what they cost; then the
/// nonce is used up. What comes out is proved.
final class Reception {
    private final Accounts accounts;
    private final Addresses addresses;
    private final ActivePrincipals principals;
    private final Nonces nonces;
    private final Audit audit;

    Reception(Accounts accounts, Addresses addresses, ActivePrincipals principals, Nonces nonces, Audit audit) {
        this.accounts = accounts;
        this.addresses = addresses;
        this.principals = principals;
        this.nonces = nonces;
        this.audit = audit;
    }

    /// A request as it came.
    ///
    /// @param path below `/acme/`
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Arrived(TenantId tenant, String path, byte[] body, Origin origin) {}

    /// A request of an account that may act.
    record ByAccount(
            TenantId tenant,
            Account account,
            ActivePrincipal holder,
            SignedMessage message,
            String address,
            Origin origin) {
        String actor() {
            return Accounts.actor(tenant, account);
        }
    }

    /// A request of whoever holds this key.
    record ByKey(TenantId tenant, MessageKey key, SignedMessage message, String address, Origin origin) {}

    /// @throws AcmeException when it is not one of a valid account whose subject is active
    ByAccount byAccount(Arrived request) {
        return byAccount(request, parsed(request));
    }

    /// POST as GET (RFC 8555 §6.3).
    ByAccount reading(Arrived request) {
        var read = byAccount(request);
        requireEmpty(read.message());
        return read;
    }

    /// POST as GET of what is read before there is an account, too.
    void readingByAnybody(Arrived request) {
        requireEmpty(
                switch (byEither(request)) {
                    case ByEither.Account(var read) -> read.message();
                    case ByEither.Key(var read) -> read.message();
                });
    }

    private static void requireEmpty(SignedMessage message) {
        if (!message.isEmpty()) {
            throw AcmeException.malformed("RFC 8555 §6.3: what is read is asked for with an empty payload");
        }
    }

    /// By a key that an account can have.
    ///
    /// @throws AcmeException when it does not bring the key that signed it
    ByKey byKey(Arrived request) {
        var message = parsed(request);
        if (message.by() instanceof SignedMessage.By.Key(var key)) {
            key.requireFitForAccounts();
        }
        return byKey(request, message);
    }

    /// Either (§7.6).
    sealed interface ByEither {
        record Account(ByAccount request) implements ByEither {}

        record Key(ByKey request) implements ByEither {}
    }

    ByEither byEither(Arrived request) {
        var message = parsed(request);
        return switch (message.by()) {
            case SignedMessage.By.Account _ -> new ByEither.Account(byAccount(request, message));
            case SignedMessage.By.Key _ -> new ByEither.Key(byKey(request, message));
        };
    }

    private SignedMessage parsed(Arrived request) {
        var message = SignedMessage.parse(request.body());
        nonces.requireOurs(request.tenant(), nonce(message));
        message.requireFor(addresses.of(request.tenant(), request.path()));
        return message;
    }

    private static String nonce(SignedMessage message) {
        return message.nonce()
                .orElseThrow(() -> new AcmeException(ErrorType.BAD_NONCE, "RFC 8555 §6.5: there is no nonce"));
    }

    private ByKey byKey(Arrived request, SignedMessage message) {
        if (!(message.by() instanceof SignedMessage.By.Key(var key))) {
            throw AcmeException.malformed("RFC 8555 §6.2: this request brings its key (jwk)");
        }
        verify(request, message, key, key.thumbprint());
        return new ByKey(
                request.tenant(), key, message, addresses.of(request.tenant(), request.path()), request.origin());
    }

    private ByAccount byAccount(Arrived request, SignedMessage message) {
        if (!(message.by() instanceof SignedMessage.By.Account(var kid))) {
            throw AcmeException.malformed("RFC 8555 §6.2: this request names its account (kid)");
        }
        var tenant = request.tenant();
        var account = addresses
                .account(tenant, kid)
                .flatMap(id -> accounts.find(tenant, id))
                .orElseThrow(() ->
                        new AcmeException(ErrorType.ACCOUNT_DOES_NOT_EXIST, "there is no account at this address"));
        verify(request, message, account.key(), Accounts.actor(tenant, account));
        requireValid(request, account);
        var holder = principals
                .find(tenant, account.subject())
                .orElseThrow(
                        () -> refused(request, Accounts.actor(tenant, account), "the account's subject is not active"));
        return new ByAccount(tenant, account, holder, message, addresses.of(tenant, request.path()), request.origin());
    }

    private void verify(Arrived request, SignedMessage message, MessageKey key, String claimed) {
        try {
            message.verify(key);
        } catch (AcmeException bad) {
            record(request, claimed, bad.problem().detail());
            throw bad;
        }
        nonces.use(request.tenant(), nonce(message));
    }

    /// @throws AcmeException when the account has ended, which is recorded
    void requireValid(Arrived request, Account account) {
        if (account.status() != Account.Status.VALID) {
            String reason = "the account is " + account.status().word();
            record(request, Accounts.actor(request.tenant(), account), reason);
            throw AcmeException.ended(reason);
        }
    }

    /// Recorded with its reason.
    AcmeException refused(Arrived request, String claimed, String reason) {
        record(request, claimed, reason);
        return new AcmeException(ErrorType.UNAUTHORIZED, reason);
    }

    private void record(Arrived request, String claimed, String reason) {
        audit.record(new AuditEvent(
                request.tenant(),
                claimed,
                "acme.authenticate",
                request.path(),
                AuditEvent.Outcome.REFUSED,
                reason,
                request.origin()));
    }
}
