package io.lightwave.directory;

/// What a subject is, the container (`ou=`) of its tenant's suffix it stands in, and the attribute that names it there.
public enum SubjectKind {
    USER("people", "uid", "inetOrgPerson"),
    GROUP("groups", "cn", "groupOfNames"),
    WORKLOAD("workloads", "cn", "lightwaveWorkload"),
    CLIENT("clients", "cn", "lightwaveClient"),
    NODE("nodes", "cn", "lightwaveNode");

    private final String container;
    private final String namingAttribute;

    private final String objectClass;

    SubjectKind(String container, String namingAttribute, String objectClass) {
        this.container = container;
        this.namingAttribute = namingAttribute;
        this.objectClass = objectClass;
    }

    /// The value of the `ou` that holds entries of this kind.
    public String container() {
        return container;
    }

    /// The attribute of the entry's RDN.
    public String namingAttribute() {
        return namingAttribute;
    }

    /// The structural object class of the entries.
    public String objectClass() {
        return objectClass;
    }
}
