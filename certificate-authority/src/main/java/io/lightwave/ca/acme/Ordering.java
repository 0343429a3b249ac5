package io.lightwave.ca.acme;

import io.lightwave.ca.binding.Credential;
import io.lightwave.ca.binding.Credentials;
import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.Base64Url;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.message.JsonObject;
import io.lightwave.ca.order.Finalization;
import io.lightwave.ca.order.Order;
import io.lightwave.ca.order.Orders;
import io.lightwave.ca.profile.Profile;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.directory.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Orders of an account, within the names that its credential lets it have (RFC 8555 §7.4).
final class Ordering {
    private static final int MOST_IDENTIFIERS = 25;
    private static final int DER_SEQUENCE = 0x30;

    private final Orders orders;
    private final Finalization finalization;
    private final Credentials credentials;
    private final RenewalInformation renewals;
    private final Profiles profiles;

    Ordering(
            Orders orders,
            Finalization finalization,
            Credentials credentials,
            RenewalInformation renewals,
            Profiles profiles) {
        this.orders = orders;
        this.finalization = finalization;
        this.credentials = credentials;
        this.renewals = renewals;
        this.profiles = profiles;
    }

    Order order(Reception.ByAccount request) {
        var wanted = request.message().payload();
        if (wanted.has("notBefore") || wanted.has("notAfter")) {
            throw AcmeException.malformed("the profile decides from when to when a certificate is valid");
        }
        var identifiers = identifiers(wanted);
        requirePermitted(request, identifiers);
        var replaced = wanted.optionalText("replaces").map(id -> replaced(request, id, identifiers));
        return orders.make(
                request.tenant(),
                request.account().id(),
                profile(request.tenant(), wanted).name(),
                identifiers,
                replaced);
    }

    private static List<Identifier> identifiers(JsonObject wanted) {
        Set<Identifier> identifiers = new LinkedHashSet<>();
        List<AcmeProblem> faults = new ArrayList<>();
        for (var each : wanted.objects("identifiers")) {
            try {
                identifiers.add(Identifier.parse(each.text("type"), each.text("value")));
            } catch (AcmeException bad) {
                faults.add(bad.problem());
            }
        }
        if (!faults.isEmpty()) {
            var whole = faults.size() == 1
                    ? faults.getFirst()
                    : AcmeProblem.of(ErrorType.MALFORMED, "some of the identifiers are none");
            throw new AcmeException(whole.because(faults));
        }
        if (identifiers.isEmpty() || identifiers.size() > MOST_IDENTIFIERS) {
            throw AcmeException.malformed("an order has 1 to %d identifiers".formatted(MOST_IDENTIFIERS));
        }
        return List.copyOf(identifiers);
    }

    /// @throws AcmeException `rejectedIdentifier`, naming each that the credential does not let it have
    private void requirePermitted(Reception.ByAccount request, List<Identifier> identifiers) {
        var bounds = credentials
                .find(
                        request.tenant(),
                        Credential.Protocol.ACME,
                        request.account().credential().toString())
                .map(Credential::bounds)
                .orElseThrow(() -> new AcmeException(ErrorType.UNAUTHORIZED, "the account's credential was deleted"));
        List<AcmeProblem> faults = identifiers.stream()
                .filter(identifier -> !bounds.permit(identifier))
                .map(identifier -> AcmeProblem.of(
                                ErrorType.REJECTED_IDENTIFIER, "the account may not have certificates for this name")
                        .about(identifier.written()))
                .toList();
        if (!faults.isEmpty()) {
            throw new AcmeException(AcmeProblem.of(
                            ErrorType.REJECTED_IDENTIFIER,
                            "the account may not have certificates for "
                                    + String.join(
                                            ", ",
                                            faults.stream()
                                                    .map(fault -> fault.identifier() == null
                                                            ? ""
                                                            : fault.identifier().value())
                                                    .toList()))
                    .because(faults));
        }
    }

    /// draft-ietf-acme-profiles §4.
    private Profile profile(TenantId tenant, JsonObject wanted) {
        var named = wanted.optionalText("profile");
        return profiles.proved(tenant).stream()
                .filter(profile ->
                        profile.enabled() && (named.isEmpty() || named.get().equals(profile.name())))
                .findFirst()
                .orElseThrow(() -> new AcmeException(
                        ErrorType.INVALID_PROFILE, "there is no such profile: the directory lists them"));
    }

    /// RFC 9773 §5: one of this account's own, with one of the names at least.
    private Order.Replaced replaced(Reception.ByAccount request, String id, List<Identifier> identifiers) {
        Optional<IssuedCertificate> found = renewals.certificate(request.tenant(), id);
        return found.filter(certificate -> orders.accountOf(request.tenant(), certificate.id())
                                .filter(request.account().id()::equals)
                                .isPresent()
                        && identifiers.stream()
                                .anyMatch(identifier -> certificate
                                        .names()
                                        .contains(identifier.alternativeName().text())))
                .map(certificate -> new Order.Replaced(certificate.id(), Optional.of(id)))
                .orElseThrow(
                        () -> AcmeException.malformed(
                                "RFC 9773 §5: what the order replaces is no certificate of this account with one of its names"));
    }

    /// The order after the attempt.
    Order complete(Reception.ByAccount request, UUID id) {
        var order = find(request, id);
        byte[] pkcs10 = Base64Url.decoded("the csr", request.message().payload().text("csr"));
        if (pkcs10.length == 0 || pkcs10[0] != DER_SEQUENCE) {
            throw new AcmeException(ErrorType.BAD_CSR, "RFC 8555 §7.4: the csr is PKCS #10 in DER");
        }
        requirePermitted(request, order.identifiers());
        finalization.complete(
                request.tenant(),
                request.holder(),
                request.account().key().publicKey(),
                order,
                pkcs10,
                request.origin().by("ACME account " + request.account().id()));
        return find(request, id);
    }

    Order find(Reception.ByAccount request, UUID id) {
        return orders.order(request.tenant(), request.account().id(), id).orElseThrow(AcmeException::notFound);
    }
}
