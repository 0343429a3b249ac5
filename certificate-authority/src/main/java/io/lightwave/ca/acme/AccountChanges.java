package io.lightwave.ca.acme;

import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.SignedMessage;
import java.net.URI;

/// Changes of an account by its client (RFC 8555 §7.3.2, §7.3.5, §7.3.6).
final class AccountChanges {
    private final Accounts accounts;
    private final Addresses addresses;

    AccountChanges(Accounts accounts, Addresses addresses) {
        this.accounts = accounts;
        this.addresses = addresses;
    }

    /// Contacts, or the end. Whatever else an update has is ignored, another status too: some clients send the account
    /// back as they got it.
    Account update(Reception.ByAccount request) {
        if (request.message().isEmpty()) {
            return request.account();
        }
        var wanted = request.message().payload();
        if (wanted.optionalText("status").filter("deactivated"::equals).isPresent()) {
            accounts.deactivate(request.tenant(), request.account(), request.origin());
        } else {
            Registration.contacts(wanted)
                    .ifPresent(contacts -> accounts.setContacts(request.tenant(), request.account(), contacts));
        }
        return accounts.find(request.tenant(), request.account().id()).orElseThrow();
    }

    /// The new key signs that it is to be that of the account in place of the old one, and the old one signs that.
    Account changeKey(Reception.ByAccount request) {
        var inner = request.message().inner();
        if (!(inner.by() instanceof SignedMessage.By.Key(var key))
                || inner.nonce().isPresent()) {
            throw AcmeException.malformed("RFC 8555 §7.3.5: the inner message has a jwk, and neither kid nor nonce");
        }
        inner.requireFor(request.address());
        key.requireFitForAccounts();
        inner.verify(key);
        var says = inner.payload();
        var account = request.account();
        if (!says.text("account").equals(addresses.of(request.tenant(), "account", account.id()))
                || !inner.payloadKey("oldKey").equals(account.key())) {
            throw AcmeException.malformed("RFC 8555 §7.3.5: the inner message is of another account or key");
        }
        if (!accounts.changeKey(request.tenant(), account, key, request.origin())) {
            throw accounts.find(request.tenant(), key)
                    .map(other ->
                            AcmeException.keyInUse(URI.create(addresses.of(request.tenant(), "account", other.id()))))
                    .orElseGet(() -> AcmeException.malformed("the account's key has changed meanwhile"));
        }
        return accounts.find(request.tenant(), account.id()).orElseThrow();
    }
}
