package io.lightwave.directory.schema;

import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.INVALID_ATTRIBUTE_SYNTAX;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.AttributeUsage;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Definitions that a tenant adds to the schema, as text (RFC 4512 §4.1.1, §4.1.2).
///
/// @param types attribute types, those others are derived from first
/// @param classes object classes, likewise
public record SchemaExtension(List<String> types, List<String> classes) {
    private static final int LONGEST = 8 * 1024;
    private static final Pattern FIRST = Pattern.compile("\\(\\s*([^\\s()']{1,256})\\s.*", Pattern.DOTALL);
    private static final Pattern NUMERIC = Pattern.compile("[0-2]([.](0|[1-9][0-9]{0,39})){1,31}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");
    /// What these mean does not depend on their definition alone.
    private static final Set<String> NOT_DERIVED_FROM =
            Set.of("objectclass", "userpassword", "member", "uniquemember", "aliasedobjectname");

    public SchemaExtension {
        types = List.copyOf(types);
        classes = List.copyOf(classes);
    }

    public boolean isEmpty() {
        return types.isEmpty() && classes.isEmpty();
    }

    /// The same definitions, those that others are derived from before these, in whatever order they came.
    public SchemaExtension inOrder() {
        return new SchemaExtension(
                inOrder(types, SchemaExtension::namesOfType), inOrder(classes, SchemaExtension::namesOfClass));
    }

    /// @param own names and OID, in lower case
    /// @param superiors what it is derived from, likewise
    private record Names(Set<String> own, Set<String> superiors) {
        private static final Names NONE = new Names(Set.of(), Set.of());

        static Names of(String oid, String[] names, String... superiors) {
            return new Names(
                    lowerCase(Stream.concat(Stream.of(oid), Stream.of(names))), lowerCase(Stream.of(superiors)));
        }

        private static Set<String> lowerCase(Stream<String> names) {
            return names.map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        }
    }

    private static Names namesOfType(String definition) {
        AttributeTypeDefinition type = parseType(definition);
        String superior = type.getSuperiorType();
        return superior == null
                ? Names.of(type.getOID(), type.getNames())
                : Names.of(type.getOID(), type.getNames(), superior);
    }

    private static Names namesOfClass(String definition) {
        ObjectClassDefinition one = parseClass(definition);
        return Names.of(one.getOID(), one.getNames(), one.getSuperiorClasses());
    }

    private static List<String> inOrder(List<String> definitions, Function<String, Names> reader) {
        Map<String, Names> names = new HashMap<>();
        Map<String, String> byName = new HashMap<>();
        for (String definition : definitions) {
            try {
                Names its = reader.apply(definition);
                names.put(definition, its);
                its.own().forEach(name -> byName.putIfAbsent(name, definition));
            } catch (ViolationException e) { // will be refused
                names.put(definition, Names.NONE);
            }
        }
        var begun = new HashSet<String>();
        var ordered = new ArrayList<String>();
        definitions.forEach(definition -> place(definition, names, byName, begun, ordered));
        return ordered;
    }

    private static void place(
            String definition,
            Map<String, Names> names,
            Map<String, String> byName,
            Set<String> begun,
            List<String> ordered) {
        if (begun.add(definition)) {
            names.getOrDefault(definition, Names.NONE).superiors().stream()
                    .flatMap(superior -> Optional.ofNullable(byName.get(superior)).stream())
                    .forEach(superior -> place(superior, names, byName, begun, ordered));
            ordered.add(definition);
        }
    }

    /// By which a definition is known.
    public static String oid(String definition) {
        Matcher matcher = FIRST.matcher(definition.strip());
        if (definition.length() > LONGEST || !matcher.matches()) {
            throw malformed("a definition begins with ( and an OID, and has at most 8192 characters");
        }
        return matcher.group(1);
    }

    private static ViolationException malformed(String what) {
        return new ViolationException(INVALID_ATTRIBUTE_SYNTAX, what);
    }

    private static ViolationException refused(String oid, String what) {
        return new ViolationException(CONSTRAINT_VIOLATION, "definition %s: %s".formatted(oid, what));
    }

    static AttributeTypeDefinition parseType(String definition) {
        AttributeTypeDefinition type;
        try {
            type = new AttributeTypeDefinition(definition);
        } catch (LDAPException | IndexOutOfBoundsException e) { // which the parser lets escape at an early end
            throw malformed("not an attribute type: " + e.getMessage());
        }
        String equality = type.getEqualityMatchingRule();
        if (equality != null && MatchingRule.named(equality).isEmpty()) {
            throw refused(type.getOID(), "no matching rule " + equality);
        }
        return type;
    }

    static ObjectClassDefinition parseClass(String definition) {
        try {
            return new ObjectClassDefinition(definition);
        } catch (LDAPException | IndexOutOfBoundsException e) { // which the parser lets escape at an early end
            throw malformed("not an object class: " + e.getMessage());
        }
    }

    /// Refuses what is taken already, what the server alone may define, and what it could not keep.
    ///
    /// @param known all types before this one
    static void checkType(
            AttributeTypeDefinition definition, DirectorySchema known, com.unboundid.ldap.sdk.schema.Schema rules) {
        String oid = definition.getOID();
        requireNames(oid, definition.getNames());
        requireFree(oid, definition.getNames(), name -> known.attribute(name).isPresent());
        if (definition.isNoUserModification()
                || definition.isCollective()
                || definition.getUsage() != AttributeUsage.USER_APPLICATIONS) {
            throw refused(oid, "neither operational nor collective");
        }
        String superior = definition.getSuperiorType();
        Optional<AttributeType> above = Optional.ofNullable(superior).flatMap(known::attribute);
        if (superior != null
                && above.filter(type -> !type.isOperational() && !NOT_DERIVED_FROM.contains(type.key()))
                        .isEmpty()) {
            throw refused(oid, "nothing is derived from " + superior);
        }
        String syntax = definition.getBaseSyntaxOID(rules);
        if (syntax == null || Syntax.of(syntax) == Syntax.DESCRIPTION) {
            throw refused(oid, "has no syntax that is known here");
        }
        String equality = definition.getEqualityMatchingRule(rules);
        if (equality != null
                && MatchingRule.named(equality)
                        .filter(rule -> rule.applies(Syntax.of(syntax)))
                        .isEmpty()) {
            throw refused(oid, "values of its syntax are not compared by " + equality);
        }
        for (String rule :
                new String[] {definition.getOrderingMatchingRule(rules), definition.getSubstringMatchingRule(rules)}) {
            if (rule != null && (equality == null || rules.getMatchingRule(rule) == null)) {
                throw refused(oid, "no matching rule " + rule);
            }
        }
    }

    /// RFC 4512 §4.1.1: structural where nothing else is said.
    static ObjectClassType kind(ObjectClassDefinition definition) {
        return Objects.requireNonNullElse(definition.getObjectClassType(), ObjectClassType.STRUCTURAL);
    }

    /// @param known all classes before this one, and all attributes
    static void checkClass(ObjectClassDefinition definition, DirectorySchema known) {
        String oid = definition.getOID();
        requireNames(oid, definition.getNames());
        requireFree(oid, definition.getNames(), name -> known.classKey(name).isPresent());
        for (String superior : definition.getSuperiorClasses()) {
            Optional<String> key = known.classKey(superior);
            if (key.isEmpty() || key.get().startsWith("lightwave")) {
                throw refused(oid, "nothing is derived from " + superior);
            }
        }
        var names = new HashSet<String>();
        names.addAll(List.of(definition.getRequiredAttributes()));
        names.addAll(List.of(definition.getOptionalAttributes()));
        for (String name : names) {
            if (known.attribute(name).filter(type -> !type.isOperational()).isEmpty()) {
                throw refused(oid, "no attribute " + name);
            }
        }
    }

    /// Refuses a class that is not of the kind of those that it is derived from (RFC 4512 §2.4.1 to §2.4.3).
    ///
    /// @param known all classes before this one
    static void checkKind(ObjectClassDefinition definition, DirectorySchema known) {
        String oid = definition.getOID();
        for (String superior : definition.getSuperiorClasses()) {
            ObjectClassType above = known.kind(superior);
            if (above != ObjectClassType.ABSTRACT && above != kind(definition)) {
                throw refused(
                        oid,
                        "a class of kind %s is not derived from one of kind %s"
                                .formatted(kind(definition).getName(), above.getName()));
            }
        }
        if (kind(definition) == ObjectClassType.STRUCTURAL && definition.getSuperiorClasses().length == 0) {
            throw refused(oid, "a structural class is derived from another");
        }
    }

    private static void requireNames(String oid, String[] names) {
        if (!NUMERIC.matcher(oid).matches()) {
            throw refused(oid, "an OID is numeric");
        }
        if (names.length == 0) {
            throw refused(oid, "has no name");
        }
        for (String name : names) {
            String key = name.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches() || key.startsWith("lightwave") || key.startsWith("pwd")) {
                throw refused(oid, "not a name of a tenant's own: " + name);
            }
        }
    }

    private interface Taken {
        boolean test(String nameOrOid);
    }

    private static void requireFree(String oid, String[] names, Taken taken) {
        if (taken.test(oid)) {
            throw refused(oid, "the OID is taken");
        }
        for (String name : names) {
            if (taken.test(name)) {
                throw refused(oid, "the name is taken: " + name);
            }
        }
    }
}
