package io.lightwave.directory;

/// Where the LDAP listeners answer.
public interface LdapPorts {

    /// The port for clear connections and StartTLS; 0 while nothing listens.
    int ldap();

    /// The port for LDAPS; 0 while nothing listens.
    int ldaps();

    /// Whether both listeners take connections.
    boolean isListening();
}
