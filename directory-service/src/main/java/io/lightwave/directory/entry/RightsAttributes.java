package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.access.AccessControl;
import io.lightwave.directory.access.AccessControl.Decided;
import io.lightwave.directory.access.Right;
import io.lightwave.directory.access.View;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.schema.AttributeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Somebody's rights to an entry, in the attributes that clients of the get effective rights control read: `aclRights`,
/// and `aclRightsInfo` with the rules that decide.
final class RightsAttributes {
    private static final List<Right> OF_ATTRIBUTES = List.of(Right.SEARCH, Right.READ, Right.COMPARE, Right.WRITE);
    private static final Map<Right, String> OF_ENTRY =
            Map.of(Right.DELETE, "delete", Right.PROXY, "proxy", Right.MANAGE, "manage");

    private final AccessControl control;
    private final View subject;
    private final Entry entry;
    private final RightsQuery query;
    private final List<Attribute> attributes = new ArrayList<>();

    private RightsAttributes(AccessControl control, View subject, Entry entry, RightsQuery query) {
        this.control = control;
        this.subject = subject;
        this.entry = entry;
        this.query = query;
    }

    static List<Attribute> of(
            AccessControl control, View subject, Entry entry, Collection<AttributeType> types, RightsQuery query) {
        var rights = new RightsAttributes(control, subject, entry, query);
        rights.entryLevel();
        types.forEach(rights::attributeLevel);
        return rights.attributes;
    }

    private void entryLevel() {
        if (query.rights()) {
            attributes.add(new Attribute(
                    "aclRights;entryLevel",
                    "add:%d,delete:%d,read:%d,write:%d,proxy:%d"
                            .formatted(
                                    any(Right.ADD),
                                    bit(control.decide(subject, entry, Right.DELETE, null)),
                                    any(Right.READ),
                                    any(Right.WRITE),
                                    bit(control.decide(subject, entry, Right.PROXY, null)))));
        }
        if (query.reasons()) {
            OF_ENTRY.forEach((right, name) -> attributes.add(new Attribute(
                    "aclRightsInfo;logs;entryLevel;" + name,
                    reason(control.decide(subject, entry, right, null), name, null))));
        }
    }

    private int any(Right right) {
        return subject.of(entry).any(right) ? 1 : 0;
    }

    private void attributeLevel(AttributeType type) {
        if (query.rights()) {
            var text = new StringBuilder();
            for (Right right : OF_ATTRIBUTES) {
                text.append(right.text())
                        .append(':')
                        .append(bit(control.decide(subject, entry, right, type)))
                        .append(',');
            }
            attributes.add(new Attribute(
                    "aclRights;attributeLevel;" + type.name(),
                    text.append("selfwrite_add:0,selfwrite_delete:0,proxy:0").toString()));
        }
        if (query.reasons()) {
            for (Right right : OF_ATTRIBUTES) {
                attributes.add(new Attribute(
                        "aclRightsInfo;logs;attributeLevel;" + right.text() + ";" + type.name(),
                        reason(control.decide(subject, entry, right, type), right.text(), type)));
            }
        }
    }

    private static int bit(Decided decided) {
        return decided.allowed() ? 1 : 0;
    }

    private String reason(Decided decided, String right, @Nullable AttributeType type) {
        String rule = decided.rule();
        return "access %s(%s) on %s%s (%s)"
                .formatted(
                        decided.allowed() ? "allowed" : "denied",
                        right,
                        type == null ? "" : type.name() + " of ",
                        entry.name(),
                        rule == null ? "no rule allows it" : "deciding rule: " + rule);
    }
}
