package io.lightwave.token.saml.xml;

import java.util.Map;

/// Namespaces, with the prefixes under which we write them.
public final class Ns {
    public static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    public static final String SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";
    public static final String MD = "urn:oasis:names:tc:SAML:2.0:metadata";
    public static final String ECP = "urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp";
    public static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    public static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    public static final String XENC11 = "http://www.w3.org/2009/xmlenc11#";
    public static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private static final Map<String, String> BY_PREFIX = Map.of(
            "saml", SAML,
            "samlp", SAMLP,
            "md", MD,
            "ds", DS,
            "xenc", XENC,
            "xenc11", XENC11,
            "soap", SOAP,
            "ecp", ECP);

    private Ns() {}

    static String of(String prefix) {
        String namespace = BY_PREFIX.get(prefix);
        if (namespace == null) {
            throw new IllegalArgumentException("no namespace of ours: " + prefix);
        }
        return namespace;
    }
}
