package io.lightwave.ca.acme;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.order.Authorization;
import io.lightwave.ca.order.Order;
import io.lightwave.ca.order.OrderState;
import io.lightwave.ca.profile.Profile;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Resources as clients see them (RFC 8555 §7.1); what is null is left out.
final class Views {
    private final Addresses addresses;

    Views(Addresses addresses) {
        this.addresses = addresses;
    }

    String address(TenantId tenant, Account account) {
        return addresses.of(tenant, "account", account.id());
    }

    String address(TenantId tenant, Order order) {
        return addresses.of(tenant, "order", order.id());
    }

    String authorizationAddress(TenantId tenant, UUID authorization) {
        return addresses.of(tenant, "authorization", authorization);
    }

    /// @param chain 0 is the usual one
    String certificateAddress(TenantId tenant, UUID certificate, int chain) {
        String usual = addresses.of(tenant, "certificate", certificate);
        return chain == 0 ? usual : usual + "/" + chain;
    }

    record Directory(
            String newNonce,
            String newAccount,
            String newOrder,
            String revokeCert,
            String keyChange,
            String renewalInfo,
            Meta meta) {}

    record Meta(boolean externalAccountRequired, Map<String, String> profiles) {}

    Directory directory(TenantId tenant, List<Profile> offered) {
        Map<String, String> profiles = new LinkedHashMap<>();
        offered.stream()
                .filter(Profile::enabled)
                .forEach(profile -> profiles.put(
                        profile.name(),
                        "for servers, %d days".formatted(profile.lifetime().toDays())));
        return new Directory(
                addresses.of(tenant, "new-nonce"),
                addresses.of(tenant, "new-account"),
                addresses.of(tenant, "new-order"),
                addresses.of(tenant, "revoke-cert"),
                addresses.of(tenant, "key-change"),
                addresses.of(tenant, "renewal-info"),
                new Meta(true, profiles));
    }

    record AccountView(String status, List<String> contact, String orders) {}

    AccountView account(TenantId tenant, Account account) {
        return new AccountView(
                account.status().word(), account.contacts(), addresses.of(tenant, "account", account.id()) + "/orders");
    }

    record OrdersView(List<String> orders) {}

    OrdersView orders(TenantId tenant, List<UUID> orders) {
        return new OrdersView(
                orders.stream().map(id -> addresses.of(tenant, "order", id)).toList());
    }

    /// The next page of an account's orders.
    String ordersAddress(TenantId tenant, Account account, String cursor) {
        return address(tenant, account) + "/orders?cursor=" + cursor;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OrderView(
            String status,
            Instant expires,
            List<AcmeProblem.Name> identifiers,
            String profile,
            @Nullable String replaces,
            List<String> authorizations,
            @JsonProperty("finalize") String finalization,
            @Nullable String certificate,
            @Nullable AcmeProblem error) {}

    OrderView order(TenantId tenant, Order order) {
        return new OrderView(
                order.state().word(),
                order.expiresAt(),
                order.identifiers().stream().map(Identifier::written).toList(),
                order.profile(),
                order.replaces().flatMap(Order.Replaced::identifier).orElse(null),
                order.authorizations().stream()
                        .map(id -> addresses.of(tenant, "authorization", id))
                        .toList(),
                addresses.of(tenant, "order", order.id()) + "/finalize",
                order.state() instanceof OrderState.Valid(var certificate)
                        ? addresses.of(tenant, "certificate", certificate)
                        : null,
                order.state() instanceof OrderState.Invalid(var error) ? error : null);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuthorizationView(
            AcmeProblem.Name identifier,
            String status,
            Instant expires,
            List<ChallengeView> challenges,
            @Nullable Boolean wildcard) {}

    AuthorizationView authorization(TenantId tenant, Authorization authorization) {
        boolean wildcard = authorization.identifier() instanceof Identifier.Dns any && any.wildcard();
        var name = authorization.identifier() instanceof Identifier.Dns dns
                ? new AcmeProblem.Name("dns", dns.name()) // RFC 8555 §7.1.4: without the wildcard
                : authorization.identifier().written();
        // RFC 8555 §7.1.4: only the challenge that was validated, or has failed
        boolean isDecided = Set.of("valid", "invalid").contains(authorization.status());
        return new AuthorizationView(
                name,
                authorization.status(),
                authorization.expiresAt(),
                authorization.challenges().stream()
                        .filter(challenge -> !isDecided || challenge.status().equals(authorization.status()))
                        .map(challenge -> challenge(tenant, challenge))
                        .toList(),
                wildcard ? true : null);
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChallengeView(
            String type,
            String url,
            String token,
            String status,
            @Nullable Instant validated,
            @Nullable AcmeProblem error) {}

    ChallengeView challenge(TenantId tenant, Authorization.Challenge challenge) {
        return new ChallengeView(
                challenge.method().word(),
                addresses.of(tenant, "challenge", challenge.id()),
                challenge.token(),
                challenge.status(),
                challenge.status().equals("valid")
                        ? challenge
                                .decidedAt()
                                .map(at -> at.truncatedTo(ChronoUnit.SECONDS))
                                .orElse(null)
                        : null,
                challenge.error().orElse(null));
    }
}
