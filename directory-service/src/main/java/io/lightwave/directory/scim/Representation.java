package io.lightwave.directory.scim;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.schema.GeneralizedTime;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Entries as resources, with what the caller may read of them.
final class Representation {
    private static final List<String> COMMON = List.of("createTimestamp", "modifyTimestamp", "entryCSN");
    private static final List<String> PHONE_TYPES = List.of("work", "mobile", "home", "fax", "pager");

    private final DirectoryTree tree;
    private final URI publicUrl;

    Representation(DirectoryTree tree, URI publicUrl) {
        this.tree = tree;
        this.publicUrl = publicUrl;
    }

    /// The attributes that a resource is made of, to be selected.
    ///
    /// @param members whether a group is shown with its members, and a user with its groups
    static List<String> selection(ResourceKind kind, boolean members) {
        Stream<String> own = switch (kind) {
            case USER ->
                Stream.of(
                                Stream.of("uid", "mail", "pictureURI", "manager"),
                                members ? Stream.of("memberOf") : Stream.<String>of(),
                                Mapping.USER_TEXTS.values().stream(),
                                Mapping.USER_TRUTHS.values().stream(),
                                Mapping.PHONES.values().stream(),
                                Mapping.ADDRESS.values().stream())
                        .flatMap(names -> names);
            case GROUP -> members ? Stream.of("cn", "externalId", "member") : Stream.of("cn", "externalId");
        };
        return Stream.concat(COMMON.stream(), own).distinct().toList();
    }

    URI location(ResourceKind kind, TenantId tenant, Object id) {
        return publicUrl.resolve("/t/%s/scim/v2/%s/%s".formatted(tenant, kind.collection(), id));
    }

    /// Empty when its name may not be read.
    ///
    /// @param stored the same, as it is
    Optional<ObjectNode> of(ResourceKind kind, Entry stored, FoundEntry entry) {
        TenantId tenant = stored.tenant();
        Map<String, List<String>> values = new HashMap<>();
        for (Attribute attribute : entry.attributes()) {
            values.put(attribute.getName().toLowerCase(Locale.ROOT), List.of(attribute.getValues()));
        }
        Optional<String> name = first(values, kind.kind().namingAttribute());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode resource = Schemas.object();
        resource.putArray("schemas").add(kind.schema());
        resource.put("id", entry.id().toString());
        first(values, "externalId").ifPresent(id -> resource.put("externalId", id));
        Unit.show(kind, tenant, DistinguishedName.parse(entry.name()), resource);
        switch (kind) {
            case USER -> user(stored, rdnValue(entry, kind, name.get()), values, resource);
            case GROUP -> group(tenant, rdnValue(entry, kind, name.get()), values, resource);
        }
        ArrayNode schemas = resource.withArrayProperty("schemas");
        kind.extensions().stream().filter(resource::has).forEach(schemas::add);
        meta(kind, tenant, entry.id(), values, resource.putObject("meta"));
        return Optional.of(resource);
    }

    /// Of several values of the naming attribute the one that names the entry.
    private static String rdnValue(FoundEntry entry, ResourceKind kind, String otherwise) {
        return DistinguishedName.parse(entry.name()).rdns().getFirst().assertions().stream()
                .filter(part -> part.type().equalsIgnoreCase(kind.kind().namingAttribute()))
                .map(part -> part.value())
                .findFirst()
                .orElse(otherwise);
    }

    private void group(TenantId tenant, String name, Map<String, List<String>> values, ObjectNode group) {
        group.put("displayName", name);
        ArrayNode members = group.arrayNode();
        for (String dn : values.getOrDefault("member", List.of())) {
            tree.find(tenant, DistinguishedName.parse(dn)).ifPresent(entry -> {
                ObjectNode member = members.addObject().put("value", entry.id().toString());
                subjectName(entry).ifPresent(display -> member.put("display", display));
                entry.kind()
                        .flatMap(ResourceKind::of)
                        .ifPresent(kind -> member.put("type", kind.label())
                                .put("$ref", location(kind, tenant, entry.id()).toString()));
            });
        }
        if (!members.isEmpty()) {
            group.set("members", members);
        }
    }

    private void user(Entry stored, String name, Map<String, List<String>> values, ObjectNode user) {
        user.put("userName", name);
        for (var text : Mapping.USER_TEXTS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            first(values, text.getValue()).ifPresent(value -> put(user, text.getKey(), value));
        }
        ObjectNode standIn = user.objectNode().put("formatted", name).put("familyName", name);
        if (standIn.equals(user.path("name"))) {
            user.remove("name"); // which nobody gave: the directory asks it of everybody
        }
        for (var truth : Mapping.USER_TRUTHS.entrySet()) {
            first(values, truth.getValue()).ifPresent(value -> {
                String path = truth.getKey();
                user.withObjectProperty(path.substring(0, path.lastIndexOf(':')))
                        .put(path.substring(path.lastIndexOf(':') + 1), value.equalsIgnoreCase("TRUE"));
            });
        }
        user.put("active", stored.enabled()); // which all may read whom it is shown to
        plural(user, "emails", values.getOrDefault("mail", List.of()), "work");
        for (String type : PHONE_TYPES) {
            String attribute = Objects.requireNonNull(Mapping.PHONES.get(type));
            plural(user, "phoneNumbers", values.getOrDefault(attribute.toLowerCase(Locale.ROOT), List.of()), type);
        }
        plural(user, "photos", values.getOrDefault("pictureuri", List.of()), "photo");
        ObjectNode address = user.objectNode();
        Mapping.ADDRESS.forEach((member, attribute) -> first(values, attribute)
                .ifPresent(value -> address.put(member, member.equals("formatted") ? Mapping.lines(value) : value)));
        if (!address.isEmpty()) {
            user.putArray("addresses").add(address.put("type", "work").put("primary", true));
        }
        first(values, "manager").ifPresent(dn -> manager(stored.tenant(), dn, user));
        if (values.containsKey("memberof")) {
            groups(stored.tenant(), stored.id(), user);
        }
    }

    private void manager(TenantId tenant, String dn, ObjectNode user) {
        tree.find(tenant, DistinguishedName.parse(dn)).ifPresent(entry -> {
            ObjectNode manager = user.withObjectProperty(Schemas.ENTERPRISE).putObject("manager");
            manager.put("value", entry.id().toString());
            manager.put("$ref", location(ResourceKind.USER, tenant, entry.id()).toString());
        });
    }

    private void groups(TenantId tenant, UUID id, ObjectNode user) {
        Set<UUID> direct = tree.directGroupsOf(tenant, id);
        Set<UUID> all = new LinkedHashSet<>(direct);
        all.addAll(tree.groupsOf(tenant, id));
        ArrayNode groups = user.arrayNode();
        for (UUID group : all) {
            tree.byId(tenant, group).ifPresent(entry -> {
                ObjectNode shown = groups.addObject()
                        .put("value", group.toString())
                        .put("$ref", location(ResourceKind.GROUP, tenant, group).toString());
                subjectName(entry).ifPresent(display -> shown.put("display", display));
                shown.put("type", direct.contains(group) ? "direct" : "indirect");
            });
        }
        if (!groups.isEmpty()) {
            user.set("groups", groups);
        }
    }

    private static Optional<String> subjectName(Entry entry) {
        return entry.subject().map(subject -> subject.name());
    }

    private void meta(ResourceKind kind, TenantId tenant, UUID id, Map<String, List<String>> values, ObjectNode meta) {
        meta.put("resourceType", kind.label());
        time(values, "createTimestamp").ifPresent(at -> meta.put("created", at));
        time(values, "modifyTimestamp").ifPresent(at -> meta.put("lastModified", at));
        meta.put("location", location(kind, tenant, id).toString());
        first(values, "entryCSN").ifPresent(csn -> meta.put("version", "W/\"%s\"".formatted(csn.replace("#", "."))));
    }

    private static Optional<String> time(Map<String, List<String>> values, String attribute) {
        return first(values, attribute).map(text -> GeneralizedTime.parse(text).toString());
    }

    private static void put(ObjectNode resource, String path, String value) {
        ObjectNode holder = resource;
        String rest = path;
        if (path.startsWith("urn:")) {
            holder = resource.withObjectProperty(path.substring(0, path.lastIndexOf(':')));
            rest = path.substring(path.lastIndexOf(':') + 1);
        }
        int dot = rest.indexOf('.');
        if (dot > 0) {
            holder = holder.withObjectProperty(rest.substring(0, dot));
            rest = rest.substring(dot + 1);
        }
        holder.put(rest, value);
    }

    /// The first one of all is the primary one.
    private static void plural(ObjectNode user, String name, List<String> values, String type) {
        for (String value : values) {
            ArrayNode all = user.withArrayProperty(name);
            ObjectNode one = all.addObject().put("value", value).put("type", type);
            if (all.size() == 1) {
                one.put("primary", true);
            }
        }
    }

    private static Optional<String> first(Map<String, List<String>> values, String attribute) {
        List<String> found = values.getOrDefault(attribute.toLowerCase(Locale.ROOT), List.of());
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /// Whether an entry is of the kind.
    static boolean is(Entry entry, SubjectKind kind) {
        return entry.kind().filter(one -> one == kind).isPresent();
    }
}
