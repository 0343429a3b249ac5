package io.lightwave.ca.acme;

import io.lightwave.ca.binding.Credential;
import io.lightwave.ca.binding.Credentials;
import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.message.JsonObject;
import io.lightwave.ca.message.SignedMessage;
import io.lightwave.directory.ActivePrincipals;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes accounts, and finds them by their key (RFC 8555 §7.3).
final class Registration {
    private static final int MOST_CONTACTS = 10;
    private static final int LONGEST_CONTACT = 320;
    private static final String SCHEME = "mailto:";
    private static final Pattern MAIL = Pattern.compile("(?i:mailto):[\\x21-\\x7e&&[^?,<>\"@]]+@[A-Za-z0-9.-]+");

    private final Accounts accounts;
    private final Credentials credentials;
    private final ActivePrincipals principals;
    private final Reception reception;

    Registration(Accounts accounts, Credentials credentials, ActivePrincipals principals, Reception reception) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.principals = principals;
        this.reception = reception;
    }

    /// @param made whether there was none before
    record Answer(Account account, boolean made) {}

    Answer register(Reception.Arrived arrived) {
        var request = reception.byKey(arrived);
        var wanted = request.message().payload();
        var existing = accounts.find(request.tenant(), request.key());
        if (existing.isPresent()) {
            return existing(arrived, existing.get());
        }
        if (wanted.flag("onlyReturnExisting")) {
            throw new AcmeException(ErrorType.ACCOUNT_DOES_NOT_EXIST, "there is no account of this key");
        }
        var contacts = contacts(wanted).orElse(List.of());
        var credential = credential(arrived, request, wanted);
        return accounts.make(request.tenant(), credential, request.key(), contacts, request.origin())
                .map(account -> new Answer(account, true))
                .or(() -> accounts.find(request.tenant(), request.key()).map(account -> existing(arrived, account)))
                .orElseThrow(() -> reception.refused(arrived, credential.id().toString(), UNBOUND));
    }

    private static final String UNBOUND = "the external account binding is not good here, or was used before";

    private Answer existing(Reception.Arrived arrived, Account account) {
        reception.requireValid(arrived, account);
        return new Answer(account, false);
    }

    /// RFC 8555 §7.3.4. An unknown key identifier and a wrong MAC answer alike.
    private Credential credential(Reception.Arrived arrived, Reception.ByKey request, JsonObject wanted) {
        var binding = SignedMessage.of(wanted.optionalObject("externalAccountBinding")
                .orElseThrow(() -> new AcmeException(
                        ErrorType.EXTERNAL_ACCOUNT_REQUIRED,
                        "an account needs an external account binding, which an operator of the tenant gives")));
        if (!(binding.by() instanceof SignedMessage.By.Account(var keyId))
                || binding.nonce().isPresent()) {
            throw AcmeException.malformed("RFC 8555 §7.3.4: the binding has a kid, and neither jwk nor nonce");
        }
        binding.requireFor(request.address());
        var found = credentials.find(request.tenant(), Credential.Protocol.ACME, keyId);
        boolean good = found.isPresent()
                && binding.isAuthenticatedBy(credentials.macKey(request.tenant(), found.get()))
                && binding.payloadKey().equals(request.key());
        if (!good) {
            throw reception.refused(arrived, keyId.substring(0, Math.min(keyId.length(), 100)), UNBOUND);
        }
        if (principals.find(request.tenant(), found.get().subject()).isEmpty()) {
            throw reception.refused(arrived, keyId, "the credential's subject is not active");
        }
        return found.get();
    }

    /// RFC 8555 §7.3: addresses of mail, since we send nothing otherwise.
    ///
    /// @throws AcmeException `unsupportedContact` or `invalidContact`
    static Optional<List<String>> contacts(JsonObject wanted) {
        var contacts = wanted.optionalTexts("contact");
        for (String contact : contacts.orElse(List.of())) {
            if (!contact.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
                throw new AcmeException(ErrorType.UNSUPPORTED_CONTACT, "a contact is a mailto: URL");
            }
            if (contact.length() > LONGEST_CONTACT || !MAIL.matcher(contact).matches()) {
                throw new AcmeException(ErrorType.INVALID_CONTACT, "a contact is one address of mail");
            }
        }
        if (contacts.isPresent() && contacts.get().size() > MOST_CONTACTS) {
            throw new AcmeException(ErrorType.INVALID_CONTACT, "there are more than 10 contacts");
        }
        return contacts;
    }
}
