package io.lightwave.directory;

/// What a subject is, the container (`ou=`) of its tenant's suffix it stands in, and the attribute that names it there.
public enum SubjectKind {
    USER("people", "uid"),
    GROUP("groups", "cn"),
    WORKLOAD("workloads", "cn"),
    CLIENT("clients", "cn"),
    NODE("nodes", "cn");

    private final String container;
    private final String namingAttribute;

    SubjectKind(String container, String namingAttribute) {
        this.container = container;
        this.namingAttribute = namingAttribute;
    }

    /// The value of the `ou` that holds entries of this kind.
    public String container() {
        return container;
    }

    /// The attribute of the entry's RDN.
    public String namingAttribute() {
        return namingAttribute;
    }
}
