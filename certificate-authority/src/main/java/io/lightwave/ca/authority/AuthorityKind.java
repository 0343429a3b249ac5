package io.lightwave.ca.authority;

/// What an authority signs.
public enum AuthorityKind {
    /// A trust anchor: signs issuing authorities.
    ROOT("root", "Root CA"),
    /// Signs end entities' certificates.
    ISSUING("issuing", "Issuing CA");

    private final String word;
    private final String title;

    AuthorityKind(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /// The profile under which the certificates of such authorities are recorded.
    public String profile() {
        return word;
    }

    /// The authority's name, which stands in addresses: `issuing-1`.
    String name(int generation) {
        return word + "-" + generation;
    }

    /// The reverse of [#name].
    int generation(String name) {
        return Integer.parseInt(name.substring(word.length() + 1));
    }

    /// The authority's common name: `Issuing CA 1`.
    String commonName(int generation) {
        return title + " " + generation;
    }
}
