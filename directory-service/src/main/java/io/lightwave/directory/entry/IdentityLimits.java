package io.lightwave.directory.entry;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the searches of a requester may find and take, by the attributes of the class `lightwaveSearchLimits`: those of
/// its own entry first, then, unless it administers the tenant, those of the tenant's suffix. 0 and numbers that are
/// none, or more than the server allows, are the server's own.
final class IdentityLimits {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final Access access;
    private final DirectoryTree tree;
    private final Limit size;
    private final Limit time;
    private final Limit candidates;

    /// @param key of the attribute, as subjects have it
    private record Limit(AttributeType type, String key) {
        static Limit of(DirectorySchema schema, String name) {
            AttributeType type = schema.attribute(name).orElseThrow();
            return new Limit(type, type.key());
        }
    }

    IdentityLimits(Access access, DirectoryTree tree, DirectorySchema schema) {
        this.access = access;
        this.tree = tree;
        this.size = Limit.of(schema, "lightwaveSizeLimit");
        this.time = Limit.of(schema, "lightwaveTimeLimit");
        this.candidates = Limit.of(schema, "lightwaveLookThroughLimit");
    }

    SearchLimits of(Requester requester, TenantId tenant) {
        SearchLimits server = SearchLimits.SERVER;
        return new SearchLimits(
                limit(size, server.size(), requester, tenant),
                Duration.ofSeconds(limit(time, (int) server.time().toSeconds(), requester, tenant)),
                limit(candidates, server.candidates(), requester, tenant));
    }

    private int limit(Limit limit, int server, Requester requester, TenantId tenant) {
        List<String> own = requester instanceof Requester.Authenticated authenticated
                ? authenticated.principal().subject().attributes().getOrDefault(limit.key(), List.of())
                : List.of();
        int number;
        if (!own.isEmpty()) {
            number = number(own.getFirst());
        } else {
            number = access.administers(requester, tenant) ? 0 : ofTenant(limit, tenant);
        }
        return number == 0 ? server : Math.min(number, server);
    }

    private int ofTenant(Limit limit, TenantId tenant) {
        return tree.suffix(tenant)
                .flatMap(suffix -> Optional.ofNullable(suffix.attribute(limit.type())))
                .map(values -> number(new String(values.values().getFirst(), StandardCharsets.UTF_8)))
                .orElse(0);
    }

    private static int number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }
}
