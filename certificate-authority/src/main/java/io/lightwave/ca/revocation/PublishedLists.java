package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Publications;
import io.lightwave.ca.certificate.ListScope;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/// The revocation lists that anybody may have, in all their parts.
public final class PublishedLists {
    private final Authorities authorities;
    private final Publications publications;
    private final RevocationLists lists;
    private final Shards shards;

    PublishedLists(Authorities authorities, Publications publications, RevocationLists lists, Shards shards) {
        this.authorities = authorities;
        this.publications = publications;
        this.lists = lists;
        this.shards = shards;
    }

    /// The current list, in DER and not to be changed; empty when there is no such authority or part.
    public Optional<RevocationList> find(TenantId tenant, ListScope scope) {
        return scope.shard() <= shards.open(tenant, scope.authority())
                ? lists.current(tenant, scope)
                : Optional.empty();
    }

    /// The list that certificates which are signed now are in.
    public ListScope ofNewCertificates(TenantId tenant) {
        String authority = authorities.issuing(tenant).name();
        return new ListScope(authority, shards.open(tenant, authority));
    }

    /// Those that a name stands for: the one with this distribution point, or all parts of that authority's.
    public Stream<ListScope> named(TenantId tenant, GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.uniformResourceIdentifier -> {
                String address = name.getName().toString();
                yield all(tenant)
                        .filter(scope -> publications
                                .list(tenant, scope.authority(), scope.shard())
                                .toString()
                                .equals(address));
            }
            case GeneralName.directoryName -> {
                var issuer = X500Name.getInstance(name.getName());
                yield authorities.of(tenant).stream()
                        .filter(authority -> authority.issuer().name().equals(issuer))
                        .flatMap(authority -> parts(tenant, authority.name()));
            }
            default -> Stream.empty();
        };
    }

    private Stream<ListScope> all(TenantId tenant) {
        return authorities.of(tenant).stream().flatMap(authority -> parts(tenant, authority.name()));
    }

    private Stream<ListScope> parts(TenantId tenant, String authority) {
        return IntStream.rangeClosed(0, shards.open(tenant, authority))
                .mapToObj(shard -> new ListScope(authority, shard));
    }
}
