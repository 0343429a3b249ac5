package io.lightwave.directory.access;

import java.util.Set;

/// Subjects of rules that are no entries.
final class Who {
    /// Everybody, whoever they are and whether they are bound or not.
    static final String ANYONE = "anyone";
    /// Who is not bound.
    static final String ANONYMOUS = "anonymous";
    /// Every active subject of the tenant.
    static final String AUTHENTICATED = "authenticated";
    /// Every active subject of the tenant, as far as its own entry goes.
    static final String SELF = "self";

    static final Set<String> WORDS = Set.of(ANYONE, ANONYMOUS, AUTHENTICATED, SELF);

    private Who() {}
}
