package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.AttributeValues;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Referral objects (RFC 3296): where clients are sent to, as far as they may know of the object.
final class Referrals {
    private static final String PLAIN_IN_URL = "-._~!$&'()*+,;=:@/";

    private final DirectoryTree tree;
    private final DirectorySchema schema;
    private final Access access;
    private final AttributeType ref;

    Referrals(DirectoryTree tree, DirectorySchema schema, Access access) {
        this.tree = tree;
        this.schema = schema;
        this.access = access;
        this.ref = schema.require("ref");
    }

    /// The referral object of that name, or the one above it.
    ///
    /// @param scope of a search, else null
    Optional<EntryOutcome.Referred> at(
            View view, TenantId tenant, DistinguishedName name, @Nullable SearchScope scope) {
        if (hasNone(tenant)) {
            return Optional.empty();
        }
        for (int count = name.rdns().size(); count > 0; count--) {
            Optional<Entry> found = access.known(view, tenant, name.ancestor(count));
            if (found.isPresent()) {
                return found.filter(Entry::isReferral)
                        .map(entry -> new EntryOutcome.Referred(
                                entry.distinguishedName(),
                                urls(entry, name.rdns().subList(0, below(entry, name)), scope)));
            }
        }
        return Optional.empty();
    }

    private static int below(Entry above, DistinguishedName name) {
        return name.rdns().size() - above.distinguishedName().rdns().size();
    }

    private boolean hasNone(TenantId tenant) {
        return tree.withValue(tenant, schema.require("objectClass"), "referral")
                .filter(List::isEmpty)
                .isPresent();
    }

    /// All of the tenant.
    List<Entry> of(TenantId tenant) {
        return withClass(tree, schema, tenant, "referral");
    }

    static List<Entry> withClass(DirectoryTree tree, DirectorySchema schema, TenantId tenant, String name) {
        AttributeType objectClass = schema.require("objectClass");
        Optional<List<UUID>> few = tree.withValue(tenant, objectClass, name);
        if (few.isPresent()) {
            return few.get().isEmpty() ? List.of() : tree.byIds(tenant, few.get());
        }
        var all = new ArrayList<Entry>();
        List<UUID> page;
        UUID after = SearchFlow.START;
        do {
            page = tree.withValue(tenant, objectClass, name, after, Search.PAGE);
            all.addAll(tree.byIds(tenant, page));
            after = page.isEmpty() ? after : page.getLast();
        } while (page.size() == Search.PAGE);
        return all;
    }

    /// Where a search goes on for one that it has come across.
    List<String> continuation(Entry referral, SearchScope scope) {
        return urls(referral, List.of(), scope.equals(SearchScope.ONE) ? SearchScope.BASE : SearchScope.SUB);
    }

    /// @param below what the name asked for has in front of the referral object's
    private List<String> urls(Entry referral, List<RelativeName> below, @Nullable SearchScope scope) {
        AttributeValues references = referral.attribute(ref);
        if (references == null) {
            return List.of();
        }
        return references.values().stream()
                .map(value -> url(new String(value, StandardCharsets.UTF_8), referral, below, scope))
                .toList();
    }

    private static String url(String reference, Entry referral, List<RelativeName> below, @Nullable SearchScope scope) {
        int path = reference.indexOf('/', reference.indexOf("//") + 2);
        String host = path < 0 ? reference : reference.substring(0, path);
        String named = path < 0 ? "" : reference.substring(path + 1);
        var url = new StringBuilder(host).append('/');
        for (RelativeName rdn : below) {
            url.append(encoded(rdn.toString())).append(',');
        }
        url.append(named.isEmpty() ? encoded(referral.name()) : named);
        if (scope != null) {
            url.append("??").append(word(scope));
        }
        return url.toString();
    }

    private static String word(SearchScope scope) {
        return switch (scope.intValue()) {
            case SearchScope.BASE_INT_VALUE -> "base";
            case SearchScope.ONE_INT_VALUE -> "one";
            case SearchScope.SUBORDINATE_SUBTREE_INT_VALUE -> "subordinates";
            default -> "sub";
        };
    }

    /// RFC 4516 §2.1.
    private static String encoded(String name) {
        var encoded = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || PLAIN_IN_URL.indexOf(c) >= 0;
            encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return encoded.toString();
    }
}
