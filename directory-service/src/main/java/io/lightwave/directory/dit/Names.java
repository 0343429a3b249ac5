package io.lightwave.directory.dit;

import io.lightwave.directory.SubjectKind;

/// Some subjects of a kind by their names, in the form in which names are compared.
///
/// @param beginning what they begin with; empty for anything
/// @param part what they contain; empty for anything
public record Names(String beginning, String part) {
    public static final Names ALL = new Names("", "");

    private static final String LAST = "\uDBFF\uDFFF"; // no name contains it

    public static Names containing(String part) {
        return new Names("", part);
    }

    public static Names beginningWith(String beginning) {
        return new Names(beginning, "");
    }

    boolean isAll() {
        return equals(ALL);
    }

    /// The least normalised RDN that may be one of them.
    String from(SubjectKind kind) {
        return kind.namingAttribute() + "=" + beginning;
    }

    /// What every normalised RDN of theirs is less than.
    String below(SubjectKind kind) {
        return from(kind) + LAST;
    }

    /// Of SQL, which the normalised RDNs of those that contain the part are like.
    String pattern(SubjectKind kind) {
        return kind.namingAttribute() + "=%" + part.replaceAll("[%_\\\\]", "\\\\$0") + "%";
    }
}
