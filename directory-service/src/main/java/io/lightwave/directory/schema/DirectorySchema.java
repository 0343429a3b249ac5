package io.lightwave.directory.schema;

import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.INVALID_ATTRIBUTE_SYNTAX;
import static com.unboundid.ldap.sdk.ResultCode.OBJECT_CLASS_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.UNDEFINED_ATTRIBUTE_TYPE;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.schema.AttributeTypeDefinition;
import com.unboundid.ldap.sdk.schema.MatchingRuleDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassDefinition;
import com.unboundid.ldap.sdk.schema.ObjectClassType;
import com.unboundid.ldap.sdk.schema.Schema;
import com.unboundid.ldif.LDIFException;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The schema that is built in, from `schema.ldif`, or a tenant's own, which is that and more.
public final class DirectorySchema {
    /// Where it is published (RFC 4512 §4.2), for `subschemaSubentry`.
    public static final DistinguishedName SUBENTRY = DistinguishedName.parse("cn=schema");

    static final int MAXIMUM_VALUE_BYTES = 256 * 1024;

    private static final int MAXIMUM_COMBINATIONS = 1_000;
    private static final String RULE_USES = "matchingRuleUse";
    private static final Pattern ESCAPED_IN_SUBSTRING = Pattern.compile("\\\\(?:(2[Aa])|5[Cc])");

    private final Schema definitions;
    private final Map<String, AttributeType> attributes = new HashMap<>();
    private final Map<String, Set<AttributeType>> withSubtypes = new HashMap<>();
    private final Map<String, String> classKeys = new HashMap<>();
    private final Set<AttributeType> references;
    private final Map<List<String>, ObjectClasses> combinations = new ConcurrentHashMap<>();

    /// Null until it is asked for: schemas are made for each step of a check.
    private volatile @Nullable Attribute ruleUses;

    /// Given by [#extendBy]; at first no tenant has a schema of its own.
    private volatile Function<TenantId, DirectorySchema> extensions = _ -> this;

    private volatile Function<Optional<TenantId>, Instant> changes = _ -> Instant.EPOCH;

    public DirectorySchema() {
        this(read(), Map.of());
    }

    /// @param known types by OID that stay the instances they are
    private DirectorySchema(Schema definitions, Map<String, AttributeType> known) {
        this.definitions = definitions;
        for (AttributeTypeDefinition definition : definitions.getAttributeTypes()) {
            AttributeType present = known.get(definition.getOID());
            var type = present == null ? new AttributeType(definition, definitions) : present;
            attributes.put(definition.getOID(), type);
            for (String name : definition.getNames()) {
                attributes.put(name.toLowerCase(Locale.ROOT), type);
            }
        }
        for (AttributeTypeDefinition definition : definitions.getAttributeTypes()) {
            AttributeType type = Objects.requireNonNull(attributes.get(definition.getOID()));
            for (AttributeTypeDefinition above = definition;
                    above != null;
                    above = above.getSuperiorType(definitions)) {
                withSubtypes
                        .computeIfAbsent(above.getNameOrOID().toLowerCase(Locale.ROOT), _ -> new LinkedHashSet<>())
                        .add(type);
            }
        }
        this.references = attributes.values().stream()
                .filter(AttributeType::refersToEntries)
                .collect(Collectors.toSet());
        for (ObjectClassDefinition definition : definitions.getObjectClasses()) {
            String key = definition.getNameOrOID().toLowerCase(Locale.ROOT);
            classKeys.put(definition.getOID(), key);
            for (String name : definition.getNames()) {
                classKeys.put(name.toLowerCase(Locale.ROOT), key);
            }
        }
    }

    /// The schema of a tenant: this one, and what the tenant has added to it. Names of entries are compared by this
    /// one: what a tenant adds does not name entries.
    public DirectorySchema of(TenantId tenant) {
        return extensions.apply(tenant);
    }

    /// Says where [#of] finds the schema of a tenant, and since when it is as it is; without a tenant, the standard
    /// one.
    public void extendBy(Function<TenantId, DirectorySchema> source, Function<Optional<TenantId>, Instant> changes) {
        this.extensions = source;
        this.changes = changes;
    }

    /// As [#subentry(List)], of a tenant or the standard one, with the times by which clients see whether what they
    /// keep of it is still good (RFC 4512 §4.2).
    public List<Attribute> subentry(Optional<TenantId> tenant, List<String> selected) {
        Instant changed = changes.apply(tenant); // before the rest is read: rather too old than too new for it
        List<Attribute> attributes = tenant.map(this::of).orElse(this).subentry(selected);
        Predicate<AttributeType> isSelected = selection(selected);
        if (isSelected.test(require("createTimestamp"))) {
            attributes.add(time("createTimestamp", changes.apply(Optional.empty())));
        }
        if (isSelected.test(require("modifyTimestamp"))) {
            attributes.add(time("modifyTimestamp", changed));
        }
        return attributes;
    }

    private static Attribute time(String name, Instant time) {
        return new Attribute(name, GeneralizedTime.formatMicros(time));
    }

    /// This schema and more, which has been checked before.
    public DirectorySchema extended(SchemaExtension extension) {
        Entry entry = definitions.getSchemaEntry().duplicate();
        if (!extension.types().isEmpty()) {
            entry.addAttribute("attributeTypes", extension.types());
        }
        if (!extension.classes().isEmpty()) {
            entry.addAttribute("objectClasses", extension.classes());
        }
        var known = new HashMap<String, AttributeType>();
        attributes.values().forEach(type -> known.put(type.oid(), type));
        return new DirectorySchema(new Schema(entry), known);
    }

    /// Refuses an extension that is malformed or contradicts this schema or itself.
    public void check(SchemaExtension extension) {
        check(extension, Set.of(), (_, _, why) -> {
            throw why;
        });
    }

    /// What of an extension would be refused, and why.
    public interface Refusals {
        /// @param isType whether it is an attribute type
        void refused(boolean isType, String definition, ViolationException why);
    }

    /// Tells of each definition that is malformed, or contradicts this schema or those before it that were not refused.
    ///
    /// @param stored classes that were there before, some of them perhaps of another kind than may be derived
    public void check(SchemaExtension extension, Set<String> stored, Refusals refusals) {
        DirectorySchema known = this;
        var types = new ArrayList<String>();
        var classes = new ArrayList<String>();
        var fresh = new HashSet<String>();
        for (String definition : extension.types()) {
            try {
                AttributeTypeDefinition type = SchemaExtension.parseType(definition);
                types.add(definition);
                DirectorySchema next = extended(new SchemaExtension(types, classes));
                SchemaExtension.checkType(type, known, next.definitions);
                known = next;
            } catch (ViolationException e) {
                types.remove(definition);
                refusals.refused(true, definition, e);
            }
        }
        for (String definition : extension.classes()) {
            try {
                ObjectClassDefinition one = SchemaExtension.parseClass(definition);
                SchemaExtension.checkClass(one, known);
                if (!stored.contains(definition) || !Collections.disjoint(fresh, known.superiors(one))) {
                    SchemaExtension.checkKind(one, known);
                }
                if (!stored.contains(definition)) {
                    fresh.add(one.getOID());
                }
                classes.add(definition);
                known = extended(new SchemaExtension(types, classes));
            } catch (ViolationException e) {
                refusals.refused(false, definition, e);
            }
        }
    }

    /// The OIDs of those that a class is directly derived from, which are known.
    private List<String> superiors(ObjectClassDefinition definition) {
        return Stream.of(definition.getSuperiorClasses())
                .map(name ->
                        Objects.requireNonNull(definitions.getObjectClass(name)).getOID())
                .toList();
    }

    /// Of a class that is known.
    ObjectClassType kind(String nameOrOid) {
        return SchemaExtension.kind(Objects.requireNonNull(definitions.getObjectClass(nameOrOid)));
    }

    /// By which entries keep a class: its first name in lower case; empty when there is none.
    public Optional<String> classKey(String nameOrOid) {
        return Optional.ofNullable(classKeys.get(nameOrOid.toLowerCase(Locale.ROOT)));
    }

    private static Schema read() {
        try (var ldif = DirectorySchema.class.getResourceAsStream("schema.ldif")) {
            return Objects.requireNonNull(Schema.getSchema(Objects.requireNonNull(ldif)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LDIFException e) {
            throw new IllegalStateException("the built-in schema does not parse", e);
        }
    }

    /// The attributes of the subschema subentry that a search selects (as in a search request's attribute list:
    /// its schema definitions are operational, so they must be named or asked for by `+`).
    public List<Attribute> subentry(List<String> selected) {
        Predicate<AttributeType> isSelected = selection(selected);
        var attributes = new ArrayList<>(definitions.getSchemaEntry().getAttributes());
        attributes.removeIf(attribute -> !isSelected.test(require(attribute.getName())));
        if (isSelected.test(require(RULE_USES))) {
            attributes.add(ruleUses());
        }
        return attributes;
    }

    /// Whether the name is that of the subschema subentry, however it is spelled.
    public boolean isSubentry(DistinguishedName name) {
        return name.rdns().size() == 1 && normalise(name).equals(normalise(SUBENTRY));
    }

    /// Which attributes a search selects (RFC 4511 §4.5.1.8, RFC 3673, RFC 4529).
    public Predicate<AttributeType> selection(List<String> selected) {
        boolean user = selected.isEmpty() || selected.contains("*");
        boolean operational = selected.contains("+");
        Set<AttributeType> named = selected.stream()
                .flatMap(one -> one.startsWith("@") ? ofClass(one.substring(1)).stream() : attribute(one).stream())
                .collect(Collectors.toSet());
        return type -> named.contains(type) || (type.isOperational() ? operational : user);
    }

    /// RFC 4512 §4.1.4: which attributes filters may ask for by which rule.
    private Attribute ruleUses() {
        Attribute known = ruleUses;
        if (known == null) {
            known = new Attribute(
                    RULE_USES,
                    definitions.getMatchingRules().stream()
                            .flatMap(rule -> use(rule).stream())
                            .toList());
            ruleUses = known;
        }
        return known;
    }

    private Optional<String> use(MatchingRuleDefinition rule) {
        Optional<MatchingRule> behind = MatchingRule.behind(rule.getNameOrOID());
        String applies = definitions.getAttributeTypes().stream()
                .map(definition -> require(definition.getOID()))
                .filter(type -> !type.key().equals("userpassword")) // which nothing is asked of
                .filter(type -> behind.map(known -> known.applies(type)).orElseGet(type::leadsOn))
                .map(AttributeType::name)
                .collect(Collectors.joining(" $ "));
        return applies.isEmpty()
                ? Optional.empty()
                : Optional.of("( %s NAME '%s' APPLIES ( %s ) )".formatted(rule.getOID(), rule.getNameOrOID(), applies));
    }

    /// By name or OID, without regard to case; empty when the schema has none.
    public Optional<AttributeType> attribute(String nameOrOid) {
        return Optional.ofNullable(attributes.get(nameOrOid.toLowerCase(Locale.ROOT)));
    }

    /// An attribute that must exist.
    public AttributeType require(String nameOrOid) {
        return attribute(nameOrOid)
                .orElseThrow(() -> new ViolationException(
                        UNDEFINED_ATTRIBUTE_TYPE, nameOrOid, "unknown attribute '%s'".formatted(nameOrOid)));
    }

    /// The attributes whose values refer to entries.
    public Collection<AttributeType> references() {
        return references;
    }

    /// The attributes that the server keeps.
    public Set<AttributeType> operational() {
        return attributes.values().stream()
                .filter(AttributeType::isOperational)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    /// By attribute description (RFC 4512 §2.5): the options known are `binary`, on certificates only (RFC 4522), and
    /// language tags on what people read (RFC 3866). Empty when the type or an option is unknown.
    public Optional<AttributeType> described(String description) {
        return described(description, false);
    }

    /// As [#described], by one who asks: there are ranges of languages too (RFC 3866 §3).
    public Optional<AttributeType> asked(String description) {
        return described(description, true);
    }

    private Optional<AttributeType> described(String description, boolean ranges) {
        int option = description.indexOf(';');
        if (option < 0) {
            return attribute(description);
        }
        Optional<AttributeType> type = attribute(description.substring(0, option));
        String options = description.substring(option + 1);
        if (type.filter(AttributeType::needsBinaryOption).isPresent()) {
            return type.filter(_ -> options.equalsIgnoreCase("binary"));
        }
        return type.filter(AttributeType::takesLanguages)
                .flatMap(plain -> AttributeOptions.parse(options, ranges).map(plain::with));
    }

    /// All that entries of the class must or may have (RFC 4529); empty for an unknown class.
    public Set<AttributeType> ofClass(String nameOrOid) {
        ObjectClassDefinition definition = definitions.getObjectClass(nameOrOid);
        var types = new LinkedHashSet<AttributeType>();
        if (definition != null) {
            var all = new LinkedHashMap<String, ObjectClassDefinition>();
            include(definition, all);
            for (ObjectClassDefinition one : all.values()) {
                for (String name : one.getRequiredAttributes()) {
                    types.add(require(name));
                }
                for (String name : one.getOptionalAttributes()) {
                    types.add(require(name));
                }
            }
        }
        return types;
    }

    /// What an extensible filter asserts by a rule that it names (RFC 4511 §4.5.1.7.7): one of equality, order,
    /// substrings or bits; empty for rules that are unknown or follow names through entries.
    ///
    /// @throws IllegalArgumentException when the value has no meaning under the rule
    public Optional<ValueAssertion> assertion(String ruleNameOrOid, byte[] value) {
        return Optional.ofNullable(definitions.getMatchingRule(ruleNameOrOid))
                .map(MatchingRuleDefinition::getNameOrOID)
                .flatMap(name -> MatchingRule.behind(name).flatMap(rule -> assertion(name, rule, value)));
    }

    private Optional<ValueAssertion> assertion(String name, MatchingRule rule, byte[] value) {
        if (name.endsWith(MatchingRule.SUBSTRINGS)) {
            SubstringPattern pattern = pattern(rule, StringPreparation.utf8(value));
            return Optional.of(new ValueAssertion(this, rule, pattern::matches));
        }
        if (name.endsWith(MatchingRule.ORDERING)) {
            String asserted = asserted(rule, value);
            return Optional.of(new ValueAssertion(this, rule, other -> rule.compare(other, asserted) < 0));
        }
        if (name.endsWith(MatchingRule.ALL_BITS)) {
            var bits = new BigInteger(asserted(rule, value));
            return Optional.of(new ValueAssertion(
                    this, rule, other -> new BigInteger(other).and(bits).equals(bits)));
        }
        if (name.endsWith(MatchingRule.ANY_BIT)) {
            var bits = new BigInteger(asserted(rule, value));
            return Optional.of(new ValueAssertion(
                    this, rule, other -> new BigInteger(other).and(bits).signum() != 0));
        }
        return equality(rule, value);
    }

    private Optional<ValueAssertion> equality(MatchingRule rule, byte[] value) {
        String asserted = asserted(rule, value);
        return isUnknownName(rule, asserted)
                ? Optional.empty()
                : Optional.of(new ValueAssertion(this, rule, asserted::equals));
    }

    /// Whether that is the name or the OID of the rule with the OID.
    public boolean isRule(String oid, @Nullable String nameOrOid) { // null when none is named
        MatchingRuleDefinition definition = nameOrOid == null ? null : definitions.getMatchingRule(nameOrOid);
        return definition != null && definition.getOID().equals(oid);
    }

    /// How the attribute's values are ordered, by its own rule or another one that applies to it; empty when they
    /// cannot be.
    ///
    /// @param ruleNameOrOid an ordering or equality rule, or null for the attribute's own
    public Optional<ValueOrder> order(AttributeType type, @Nullable String ruleNameOrOid) {
        if (ruleNameOrOid == null) {
            return type.equality().map(rule -> new ValueOrder(this, rule));
        }
        return Optional.ofNullable(definitions.getMatchingRule(ruleNameOrOid))
                .map(MatchingRuleDefinition::getNameOrOID)
                .flatMap(name -> MatchingRule.named(name.replace(MatchingRule.ORDERING, "Match")))
                .filter(rule -> rule.applies(type))
                .map(rule -> new ValueOrder(this, rule));
    }

    /// The same by the attribute's own equality rule; empty when it has none, or the value is a name that is unknown.
    public Optional<ValueAssertion> equality(AttributeType type, byte[] value) {
        return type.equality().flatMap(rule -> equality(rule, value));
    }

    /// The type itself and all that are derived from it (RFC 4512 §2.5.1).
    /// Each stands for itself with any options too ([AttributeType#covers]).
    public Set<AttributeType> withSubtypes(AttributeType type) {
        Set<AttributeType> plain = withSubtypes.getOrDefault(type.plain().key(), Set.of());
        if (!type.hasOptions()) {
            return plain;
        }
        return plain.stream()
                .filter(AttributeType::takesLanguages)
                .map(subtype -> subtype.with(type.options()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Those of [#withSubtypes] whose values are ordered as the type's own.
    public Set<AttributeType> orderedAlike(AttributeType type) {
        return withSubtypes(type).stream()
                .filter(subtype -> subtype.equality().equals(type.equality()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Refuses a value that is too large or not of the attribute's syntax.
    public void check(AttributeType type, byte[] value) {
        if (value.length > MAXIMUM_VALUE_BYTES) {
            throw new ViolationException(CONSTRAINT_VIOLATION, type.name(), "a value is larger than 256 KiB");
        }
        if (!type.syntax().accepts(value)) {
            throw new ViolationException(
                    INVALID_ATTRIBUTE_SYNTAX,
                    type.name(),
                    "a value of %s is not of its syntax (%s)".formatted(type.name(), type.syntax()));
        }
    }

    /// The form in which equal values are equal.
    ///
    /// @throws IllegalArgumentException when the value has no meaning under the attribute's equality rule
    public String normalise(AttributeType type, byte[] value) {
        return normalise(type.equality().orElse(MatchingRule.OCTET_STRING), value);
    }

    /// The same of a value that is asserted, which has to be of the rule's syntax and need not be of the attribute's.
    ///
    /// @throws IllegalArgumentException when it is not, so that whatever is asserted by it is Undefined
    public String asserted(AttributeType type, byte[] value) {
        return asserted(type.equality().orElse(MatchingRule.OCTET_STRING), value);
    }

    private String asserted(MatchingRule rule, byte[] value) {
        if (!rule.takes(value)) {
            throw new IllegalArgumentException("not of the syntax of a rule");
        }
        return normalisedPart(rule, value);
    }

    String normalise(MatchingRule rule, byte[] value) {
        return normalisedPart(rule, rule.compared(value));
    }

    private String normalisedPart(MatchingRule rule, byte[] value) {
        return switch (rule) {
            case DISTINGUISHED_NAME -> normalise(DistinguishedName.parseAsked(StringPreparation.utf8(value)));
            case UNIQUE_MEMBER -> {
                String text = StringPreparation.utf8(value);
                yield normalise(DistinguishedName.parseAsked(NameAndUid.name(text))) + NameAndUid.uid(text);
            }
            case OBJECT_IDENTIFIER -> identifier(rule.normalise(value));
            case OBJECT_IDENTIFIER_FIRST_COMPONENT -> oid(rule.normalise(value));
            case CERTIFICATE_EXACT -> {
                CertificateName name = CertificateName.of(value);
                yield name.serial() + "$" + normalise(name.issuer());
            }
            default -> rule.normalise(value);
        };
    }

    /// What a substring filter asserts of the attribute's values (RFC 4511 §4.5.1.7.2).
    ///
    /// @param initial null when there is none, as is `last`
    /// @throws IllegalArgumentException when a part has no meaning under the attribute's rule, or there is none
    public SubstringPattern substrings(
            AttributeType type, byte @Nullable [] initial, List<byte[]> middle, byte @Nullable [] last) {
        return pattern(type.equality().orElse(MatchingRule.OCTET_STRING), initial, middle, last);
    }

    private SubstringPattern pattern(
            MatchingRule rule, byte @Nullable [] initial, List<byte[]> middle, byte @Nullable [] last) {
        if (initial == null && middle.isEmpty() && last == null) {
            throw new IllegalArgumentException("a substring assertion without substrings");
        }
        return new SubstringPattern(
                initial == null ? "" : part(rule, initial).stripLeading(),
                middle.stream().map(part -> part(rule, part)).toList(),
                last == null ? "" : part(rule, last).stripTrailing());
    }

    /// From its text (RFC 4517 §3.3.30), in which `*` separates the parts.
    private SubstringPattern pattern(MatchingRule rule, String assertion) {
        List<byte[]> parts = Stream.of(assertion.split("[*]", -1))
                .map(part -> ESCAPED_IN_SUBSTRING
                        .matcher(part)
                        .replaceAll(escape -> escape.group(1) != null ? "*" : "\\\\")
                        .getBytes(StandardCharsets.UTF_8))
                .toList();
        List<byte[]> middle = parts.subList(1, Math.max(1, parts.size() - 1));
        if (parts.size() == 1 || middle.stream().anyMatch(part -> part.length == 0)) {
            throw new IllegalArgumentException("no substring assertion");
        }
        return pattern(rule, orNull(parts.getFirst()), middle, orNull(parts.getLast()));
    }

    private static byte @Nullable [] orNull(byte[] part) {
        return part.length == 0 ? null : part;
    }

    /// A part of a substring assertion, in the form of normalised values; a space at its ends counts.
    private String part(MatchingRule rule, byte[] part) {
        String normalised = rule == MatchingRule.CASE_IGNORE_LIST ? PostalLines.part(part) : normalise(rule, part);
        boolean spaces = part.length > 0 && rule.keepsSpaces();
        boolean first = spaces && part[0] == ' ';
        boolean last = spaces && part[part.length - 1] == ' ' && !(normalised.isEmpty() && first);
        return (first ? " " : "") + normalised + (last ? " " : "");
    }

    /// Whether the normalised value is the name of an object class or attribute that there is not: what it is compared
    /// with is neither equal to it nor not (RFC 4517 §4.2.26).
    public boolean isUnknownName(AttributeType type, String normalised) {
        return type.equality().filter(rule -> isUnknownName(rule, normalised)).isPresent();
    }

    private boolean isUnknownName(MatchingRule rule, String normalised) {
        return (rule == MatchingRule.OBJECT_IDENTIFIER || rule == MatchingRule.OBJECT_IDENTIFIER_FIRST_COMPONENT)
                && !Character.isDigit(normalised.charAt(0))
                && !classKeys.containsKey(normalised)
                && attribute(normalised).isEmpty();
    }

    /// What the first component of a definition would be, whatever name of it is given.
    private String oid(String name) {
        return Optional.ofNullable(definitions.getObjectClass(name))
                .map(ObjectClassDefinition::getOID)
                .or(() -> attribute(name).map(AttributeType::oid))
                .or(() -> Optional.ofNullable(definitions.getMatchingRule(name)).map(MatchingRuleDefinition::getOID))
                .orElse(name);
    }

    private String identifier(String name) {
        return Optional.ofNullable(classKeys.get(name))
                .or(() -> attribute(name).map(AttributeType::key))
                .orElse(name);
    }

    /// The form in which equal names are equal (RFC 4517 §4.2.15).
    public String normalise(DistinguishedName name) {
        var text = new StringBuilder();
        for (RelativeName rdn : name.rdns()) {
            text.append(text.isEmpty() ? "" : ",").append(normalise(rdn));
        }
        return text.toString();
    }

    /// Whether an entry could have the name as far as its types and values go (RFC 4511 appendix
    /// A.2, `invalidDNSyntax`). Of a type that is given by an unknown object identifier nothing is
    /// known.
    public boolean couldBe(DistinguishedName name) {
        return name.rdns().stream()
                .flatMap(rdn -> rdn.assertions().stream())
                .allMatch(part -> attribute(part.type())
                        .map(type -> type.syntax().accepts(part.value().getBytes(StandardCharsets.UTF_8)))
                        .orElseGet(() -> Character.isDigit(part.type().charAt(0))));
    }

    /// The form in which equal RDNs are equal: assertions in the order of their types.
    public String normalise(RelativeName rdn) {
        if (rdn.assertions().size() == 1) {
            return normalise(rdn.assertions().getFirst());
        }
        return String.join(
                "+", rdn.assertions().stream().map(this::normalise).sorted().toList());
    }

    private String normalise(RelativeName.Assertion assertion) {
        Optional<AttributeType> type = attribute(assertion.type());
        String key =
                type.map(AttributeType::key).orElseGet(() -> assertion.type().toLowerCase(Locale.ROOT));
        byte[] bytes = assertion.value().getBytes(StandardCharsets.UTF_8);
        try {
            String value = type.isPresent() ? normalise(type.get(), bytes) : MatchingRule.CASE_IGNORE.normalise(bytes);
            return key + "=" + value.replace("\\", "\\\\").replace(",", "\\,").replace("+", "\\+");
        } catch (IllegalArgumentException e) { // no entry can have such a name, and it is equal to itself only
            return key + "=\\#" + HexFormat.of().formatHex(bytes);
        }
    }

    /// Completes and checks the object classes of an entry: known, exactly one chain of structural ones, and none of
    /// the server's own kinds that are only abstract.
    public ObjectClasses classes(Collection<String> named) {
        var key = List.copyOf(named);
        ObjectClasses known = combinations.get(key);
        if (known == null) {
            known = combine(key);
            if (combinations.size() < MAXIMUM_COMBINATIONS) {
                combinations.put(key, known);
            }
        }
        return known;
    }

    private ObjectClasses combine(List<String> named) {
        var all = new LinkedHashMap<String, ObjectClassDefinition>();
        for (String name : named) {
            ObjectClassDefinition definition = definitions.getObjectClass(name);
            if (definition == null) {
                throw new ViolationException(
                        OBJECT_CLASS_VIOLATION, "objectClass", "unknown object class '%s'".formatted(name));
            }
            include(definition, all);
        }
        String structural = structural(all.values());
        var required = new LinkedHashSet<String>();
        var allowed = new LinkedHashSet<String>();
        for (ObjectClassDefinition definition : all.values()) {
            collect(definition.getRequiredAttributes(), required);
            collect(definition.getOptionalAttributes(), allowed);
        }
        allowed.addAll(required);
        var names =
                all.values().stream().map(ObjectClassDefinition::getNameOrOID).toList();
        return new ObjectClasses(names, all.keySet(), structural, required, allowed);
    }

    private void include(ObjectClassDefinition definition, Map<String, ObjectClassDefinition> all) {
        for (String superior : definition.getSuperiorClasses()) {
            include(Objects.requireNonNull(definitions.getObjectClass(superior)), all);
        }
        all.putIfAbsent(definition.getNameOrOID().toLowerCase(Locale.ROOT), definition);
    }

    private String structural(Collection<ObjectClassDefinition> all) {
        var structural = all.stream()
                .filter(definition -> SchemaExtension.kind(definition) == ObjectClassType.STRUCTURAL)
                .toList();
        for (ObjectClassDefinition candidate : structural) {
            var chain = new ArrayList<>(candidate.getSuperiorClasses(definitions, true));
            chain.add(candidate);
            if (chain.containsAll(structural)) {
                return candidate.getNameOrOID();
            }
        }
        throw new ViolationException(
                OBJECT_CLASS_VIOLATION,
                "objectClass",
                structural.isEmpty()
                        ? "no structural object class"
                        : "structural object classes that do not belong to one chain");
    }

    private void collect(String[] names, Set<String> keys) {
        for (String name : names) {
            keys.add(require(name).key());
        }
    }

    /// Refuses an entry that lacks a required attribute or has one that its classes do not allow.
    ///
    /// @param attributes those that are there
    public void check(ObjectClasses classes, Set<AttributeType> attributes) {
        Set<String> present = attributes.stream().map(AttributeType::key).collect(Collectors.toSet());
        for (String key : classes.required()) {
            if (!present.contains(key)) {
                throw violation(key, "is required by the object classes");
            }
        }
        for (AttributeType type : attributes) {
            String key = type.plain().key();
            if (!classes.allowed().contains(key) && !require(key).isOperational()) {
                throw violation(key, "is not allowed by the object classes");
            }
        }
    }

    private ViolationException violation(String key, String what) {
        String name = require(key).name();
        return new ViolationException(OBJECT_CLASS_VIOLATION, name, "attribute %s %s".formatted(name, what));
    }
}
