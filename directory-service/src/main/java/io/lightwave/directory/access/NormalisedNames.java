package io.lightwave.directory.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.NamesInSettings;
import io.lightwave.directory.ReservedNames;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/// The names that settings know, as names of entries are compared. Each feature keeps its own settings in
/// memory: what is kept here is what they come to, for as long as they say the same.
final class NormalisedNames implements ReservedNames {
    private static final int MAXIMUM_CACHED = 10_000;

    private final DirectorySchema schema;
    private final SingletonSupplier<List<NamesInSettings>> settings; // they need the directory themselves
    private final Cache<Key, Known> known =
            Caffeine.newBuilder().maximumSize(MAXIMUM_CACHED).build();

    NormalisedNames(DirectorySchema schema, ObjectProvider<NamesInSettings> settings) {
        this.schema = schema;
        this.settings = SingletonSupplier.of(() -> settings.orderedStream().toList());
    }

    private record Key(TenantId tenant, SubjectKind kind) {}

    private record Known(Set<String> written, Set<String> normalised) {}

    @Override
    public boolean has(TenantId tenant, SubjectKind kind, String name) {
        var written = new HashSet<String>();
        settings.obtain().forEach(some -> written.addAll(some.names(tenant, kind)));
        return !written.isEmpty()
                && normalised(kind, name)
                        .filter(normalised(tenant, kind, written)::contains)
                        .isPresent();
    }

    private Set<String> normalised(TenantId tenant, SubjectKind kind, Set<String> written) {
        var key = new Key(tenant, kind);
        Known before = known.getIfPresent(key);
        if (before != null && before.written().equals(written)) {
            return before.normalised();
        }
        Set<String> normalised = written.stream()
                .flatMap(name -> normalised(kind, name).stream())
                .collect(Collectors.toUnmodifiableSet());
        known.put(key, new Known(written, normalised));
        return normalised;
    }

    /// Empty for what no entry can be called, which therefore equals nothing.
    private Optional<String> normalised(SubjectKind kind, String name) {
        AttributeType naming = schema.require(kind.namingAttribute());
        try {
            return Optional.of(schema.normalise(naming, name.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException unassigned) {
            return Optional.empty();
        }
    }
}
